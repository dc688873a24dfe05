package com.hiltreview.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much is delivered at once by this instance.
 *
 * @param slots the calls under way at the same time, to all receivers together
 * @param sourceShare the share of them that one source may take, so that a slow receiver leaves the rest to the others
 * @param linger how long the work for a source waits for more before it ends
 */
@ConfigurationProperties("hilt.delivery")
record DeliverySettings(
        @DefaultValue("256") int slots,
        @DefaultValue("0.25") double sourceShare,
        @DefaultValue("5s") Duration linger) {
    int slotsOfOneSource() {
        return Math.max(1, (int) (slots * sourceShare));
    }
}
