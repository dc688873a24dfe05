package com.hiltreview.ratelimit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How many requests may stay open at once on one instance; the numbers are lowered to what the heap can carry. */
@ConfigurationProperties("hilt.open-requests")
record OpenRequestSettings(
        @DefaultValue Waits waits, @DefaultValue Streams streams) {
    /** Requests with {@code wait}: each agent that awaits its decision has one. */
    record Waits(
            @DefaultValue("1000") int perKey,
            @DefaultValue("50") int perSession,
            @DefaultValue("2000") int perAddress,
            @DefaultValue("3000") int inAll) {
        private static final int HEAP_FOR_EACH = 512 * 1024;

        Waits {
            perKey = HeapLimit.OF_THIS_PROCESS.lowered(perKey, inAll, HEAP_FOR_EACH);
            perAddress = HeapLimit.OF_THIS_PROCESS.lowered(perAddress, inAll, HEAP_FOR_EACH);
            inAll = HeapLimit.OF_THIS_PROCESS.lowered(inAll, inAll, HEAP_FOR_EACH);
        }
    }

    /** Streams of tasks: each tab of a reviewer has one. */
    record Streams(
            @DefaultValue("100") int perKey,
            @DefaultValue("20") int perSession,
            @DefaultValue("500") int perAddress,
            @DefaultValue("1000") int inAll) {
        private static final int HEAP_FOR_EACH = 1024 * 1024;

        Streams {
            perKey = HeapLimit.OF_THIS_PROCESS.lowered(perKey, inAll, HEAP_FOR_EACH);
            perAddress = HeapLimit.OF_THIS_PROCESS.lowered(perAddress, inAll, HEAP_FOR_EACH);
            inAll = HeapLimit.OF_THIS_PROCESS.lowered(inAll, inAll, HEAP_FOR_EACH);
        }
    }
}
