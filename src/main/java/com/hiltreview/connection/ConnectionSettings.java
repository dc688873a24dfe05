package com.hiltreview.connection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of connections, on one instance. Connections with an open stream or wait do not count here.
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
        @DefaultValue("4000") int inAll) {}
