package com.hiltreview.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the deliveries of one instance.
 *
 * @param slots calls at the same time, to all receivers together
 * @param sourceShare the largest share of them that one source may take, below 1
 * @param linger how long the worker of a source waits for more events before it ends
 * @param payloads the memory for events that are being sent; by default an eighth of the heap
 */
@ConfigurationProperties("hilt.delivery")
record DeliverySettings(
        @DefaultValue("256") int slots,
        @DefaultValue("0.25") double sourceShare,
        @DefaultValue("5s") Duration linger,
        @Nullable DataSize payloads) {
    /**
     * The number of slots that a source may hold, in a fixed proportion to the free ones. A source alone gets its full share.
     * The more sources hold slots, the fewer each may take, and some always stay free for another source.
     *
     * @param free number of free slots
     */
    int slotsOfOneSource(int free) {
        int most = Math.max(1, (int) (slots * sourceShare));
        return Math.clamp((long) (free * sourceShare / (1 - sourceShare)), 1, most);
    }

    long payloadBytes() {
        return payloads == null ? Runtime.getRuntime().maxMemory() / 8 : payloads.toBytes();
    }
}
