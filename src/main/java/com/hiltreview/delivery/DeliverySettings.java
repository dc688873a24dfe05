package com.hiltreview.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much is delivered at once by this instance.
 *
 * @param slots the calls under way at the same time, to all receivers together
 * @param sourceShare the largest share of them that one source may take, below 1
 * @param linger how long the work for a source waits for more before it ends
 * @param payloads the memory for events that are being sent; by default an eighth of the heap
 */
@ConfigurationProperties("hilt.delivery")
record DeliverySettings(
        @DefaultValue("256") int slots,
        @DefaultValue("0.25") double sourceShare,
        @DefaultValue("5s") Duration linger,
        @Nullable DataSize payloads) {
    /**
     * A source may hold as many slots as stand in a fixed proportion to those that are free. One source alone gets its share;
     * the more sources hold slots, the fewer each of them may take, and some always stay free for a source that comes anew.
     *
     * @param free slots at this moment
     */
    int slotsOfOneSource(int free) {
        int most = Math.max(1, (int) (slots * sourceShare));
        return Math.clamp((long) (free * sourceShare / (1 - sourceShare)), 1, most);
    }

    long payloadBytes() {
        return payloads == null ? Runtime.getRuntime().maxMemory() / 8 : payloads.toBytes();
    }
}
