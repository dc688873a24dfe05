package com.hiltreview.connection;

import com.hiltreview.ratelimit.HeapLimit;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of connections, on one instance. Connections with an open stream or wait do not count here. The numbers are reduced
 * on a small heap.
 *
 * @param headerTime time for a new connection to send its first byte, and for a request's headers to arrive
 * @param bodyTime time for the body to arrive, from the end of the headers
 * @param answerTime time for the client to read an answer, from its first byte
 * @param perAddress open connections from one network; when another one is opened, the oldest are closed
 * @param inAll open connections in total; less than {@code server.tomcat.max-connections}, with room for streams
 *     and waits
 */
@ConfigurationProperties("hilt.connections")
record ConnectionSettings(
        @DefaultValue("10s") Duration headerTime,
        @DefaultValue("30s") Duration bodyTime,
        @DefaultValue("2m") Duration answerTime,
        @DefaultValue("2000") int perAddress,
        @DefaultValue("4000") int inAll) {
    /** Heap required for each permitted connection; clients need no credentials to open one. */
    private static final int HEAP_FOR_EACH = 384 * 1024;

    ConnectionSettings {
        perAddress = HeapLimit.OF_THIS_PROCESS.lowered(perAddress, inAll, HEAP_FOR_EACH);
        inAll = HeapLimit.OF_THIS_PROCESS.lowered(inAll, inAll, HEAP_FOR_EACH);
    }
}
