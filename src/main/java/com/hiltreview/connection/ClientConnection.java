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

/** One connection of a client, and how far its present request has come. */
public final class ClientConnection {
    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    private static final String ATTRIBUTE = ClientConnection.class.getName();

    /** From here on, a read or write that cannot go on at once fails. */
    private static final long IMPATIENT_MILLIS = 1;

    /** An answer that is on its way for longer than this is stuck, if its connection is to be closed. */
    private static final Duration STUCK = Duration.ofSeconds(5);

    private enum Phase {
        /** Accepted, and nothing has come yet. */
        NEW,
        /** A part of the headers has come. */
        HEADERS,
        /** From the end of the headers to the end of the answer. */
        REQUEST,
        /** Kept for a next request. */
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

    /** The connection of a request; empty for one that is not watched. */
    public static Optional<ClientConnection> of(HttpServletRequest request) {
        return Optional.ofNullable((ClientConnection) request.getAttribute(ATTRIBUTE));
    }

    /** Says that the present request is meant to stay open; such are bounded in another way than other connections. */
    public synchronized void stayOpen() {
        staysOpen = true;
    }

    /** Ends the connection at once, whatever is under way on it. */
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

    /** Whether it may be closed for the sake of others. */
    synchronized boolean isCounted() {
        return !staysOpen && !closing;
    }

    /** Something has come. */
    synchronized void received(SocketWrapperBase<?> from) {
        socket = from;
        if (phase == Phase.NEW || phase == Phase.IDLE) {
            enter(Phase.HEADERS);
        }
    }

    /** The headers are complete. */
    synchronized void begin(Request request, Response answer) {
        enter(Phase.REQUEST);
        staysOpen = false;
        request.setAttribute(ATTRIBUTE, this);
        response = answer;
    }

    /**
     * What had come was processed.
     *
     * @param more whether it ended within the headers of a request
     * @param writeTimeout what Tomcat gives a connection at its beginning
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

    /** Ends what takes too long. */
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
            // Only a body is read now. Tomcat sets the time again for the next request.
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
     * Makes the connection end: what reads from it finds its end, and closes it. Closing it from here would let Tomcat use
     * its buffers again while they are still in use.
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
