package com.hiltreview.connection;

import com.hiltreview.ratelimit.HeapLimit;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of connections, on one instance. Connections with an open stream or wait do not count here. The numbers are lowered
 * to what the heap can carry.
 *
 * @param headerTime within which a request's headers must arrive, and a new connection must send anything
 * @param bodyTime after the headers, within which the body must arrive
 * @param answerTime after its first byte, within which the client must have read an answer
 * @param perAddress connections of one network at a time; when one more comes, the oldest are closed
 * @param inAll the same for all clients together; less than {@code server.tomcat.max-connections}, with room for streams
 *     and waits
 */
@ConfigurationProperties("hilt.connections")
record ConnectionSettings(
        @DefaultValue("10s") Duration headerTime,
        @DefaultValue("30s") Duration bodyTime,
        @DefaultValue("2m") Duration answerTime,
        @DefaultValue("2000") int perAddress,
        @DefaultValue("4000") int inAll) {
    /** Nobody needs credentials for a connection with an unfinished request. */
    private static final int HEAP_FOR_EACH = 384 * 1024;

    ConnectionSettings {
        perAddress = HeapLimit.OF_THIS_PROCESS.lowered(perAddress, inAll, HEAP_FOR_EACH);
        inAll = HeapLimit.OF_THIS_PROCESS.lowered(inAll, inAll, HEAP_FOR_EACH);
    }
}
