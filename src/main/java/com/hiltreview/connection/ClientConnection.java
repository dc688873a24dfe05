package com.hiltreview.connection;

import com.hiltreview.ratelimit.Counted.Network;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a client, and the phase that its current request is in. */
public final class ClientConnection {
    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    private static final String ATTRIBUTE = ClientConnection.class.getName();

    /** A timeout with which a read or write that would block fails. */
    private static final long IMPATIENT_MILLIS = 1;

    /** When connections must be closed, one whose answer has taken longer than this to send counts as stuck. */
    private static final Duration STUCK = Duration.ofSeconds(5);

    private enum Phase {
        /** Accepted; no byte has arrived yet. */
        NEW,
        /** Some of the headers have arrived. */
        HEADERS,
        /** From the end of the headers to the end of the answer. */
        REQUEST,
        /** Kept alive for the next request. */
        IDLE
    }

    private final SocketChannel channel;
    private final Network network;
    private Phase phase = Phase.NEW;
    private long since = System.nanoTime();
    private boolean staysOpen;
    private boolean closing;
    private @Nullable SocketWrapperBase<?> socket;
    private @Nullable Response response;

    ClientConnection(SocketChannel channel, Network network) {
        this.channel = channel;
        this.network = network;
    }

    /** The connection of a request; empty if it is not watched. */
    public static Optional<ClientConnection> of(HttpServletRequest request) {
        return Optional.ofNullable((ClientConnection) request.getAttribute(ATTRIBUTE));
    }

    /** Marks the current request as meant to stay open; such requests have limits of their own. */
    public synchronized void stayOpen() {
        staysOpen = true;
    }

    /** Closes the connection at once, even in the middle of a request. */
    public synchronized void cut() {
        close();
        shutDownOutput();
    }

    Network network() {
        return network;
    }

    synchronized long since() {
        return since;
    }

    /** Whether it may be closed to make room for others. */
    synchronized boolean isCounted() {
        return !staysOpen && !closing;
    }

    /** Called when bytes have arrived. */
    synchronized void received(SocketWrapperBase<?> from) {
        socket = from;
        if (phase == Phase.NEW || phase == Phase.IDLE) {
            enter(Phase.HEADERS);
        }
    }

    /** Called when the headers are complete. */
    synchronized void begin(Request request, Response answer) {
        enter(Phase.REQUEST);
        staysOpen = false;
        request.setAttribute(ATTRIBUTE, this);
        response = answer;
    }

    /**
     * Called when the bytes that had arrived are processed.
     *
     * @param more whether it ended within the headers of a request
     * @param writeTimeout the timeout that Tomcat gives a new connection
     */
    synchronized void processed(boolean more, long writeTimeout) {
        if (phase != Phase.HEADERS || !more) {
            enter(more ? Phase.HEADERS : Phase.IDLE);
        }
        staysOpen = false;
        response = null;
        if (socket != null) {
            socket.setWriteTimeout(writeTimeout);
        }
    }

    private void enter(Phase next) {
        phase = next;
        since = System.nanoTime();
    }

    /** Closes the connection if its current phase takes too long. */
    synchronized void keepTime(ConnectionSettings settings) {
        switch (phase) {
            case NEW, HEADERS -> {
                if (hasLasted(settings.headerTime())) {
                    close();
                }
            }
            case REQUEST -> keepTimeOfRequest(settings);
            case IDLE -> {}
        }
    }

    private void keepTimeOfRequest(ConnectionSettings settings) {
        if (socket == null) {
            return;
        }
        if (hasLasted(settings.bodyTime())) {
            // Only the body is still read. Tomcat resets the timeout for the next request.
            socket.setReadTimeout(IMPATIENT_MILLIS);
        }
        if (isStream()) {
            return;
        }
        if (isAnsweringFor(settings.answerTime())) {
            socket.setWriteTimeout(IMPATIENT_MILLIS);
        }
        if (closing && isAnsweringFor(STUCK)) {
            shutDownOutput();
        }
    }

    private boolean hasLasted(Duration duration) {
        return System.nanoTime() - since > duration.toNanos();
    }

    private boolean isAnsweringFor(Duration duration) {
        return response != null
                && response.isCommitted()
                && System.nanoTime() - response.getCommitTimeNanos() > duration.toNanos();
    }

    private boolean isStream() {
        var type = response == null ? null : response.getContentType();
        return type != null && type.startsWith("text/event-stream");
    }

    /**
     * Shuts the socket down, so that Tomcat's next read sees the end and closes it. Closing it here would let Tomcat reuse
     * its buffers while they are still in use.
     */
    synchronized void close() {
        closing = true;
        try {
            channel.shutdownInput();
        } catch (IOException gone) {
            log.debug("The connection has gone", gone);
        }
        if (isAnsweringFor(STUCK) && !isStream()) {
            shutDownOutput();
        }
    }

    private void shutDownOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException gone) {
            log.debug("The connection has gone", gone);
        }
    }
}
