package com.hiltreview.webhook;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.message.MessageSupport;
import org.jspecify.annotations.Nullable;

/** A connection to a receiver, for one call at a time. */
final class WebhookConnection implements Closeable {
    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(8192)
            .setMaxHeaderCount(100)
            .setMaxEmptyLineCount(10)
            .build();
    /** After this many informational answers, such as 103, the call fails. */
    private static final int MAX_INTERIM_ANSWERS = 20;

    private final WebhookEndpoint.Server server;
    private final SocketChannel channel;
    private final Parser parser = new Parser();
    private final DefaultBHttpClientConnection http =
            new DefaultBHttpClientConnection(LIMITS, null, null, null, null, null, config -> parser);
    private final long openedAt;
    private long idleSince;

    WebhookConnection(WebhookEndpoint.Server server, SocketChannel channel, Socket socket, long now)
            throws IOException {
        this.server = server;
        this.channel = channel;
        this.openedAt = now;
        this.idleSince = now;
        if (socket instanceof SSLSocket secured) {
            http.bind(secured, channel.socket());
        } else {
            http.bind(socket);
        }
    }

    /** Keeps the buffer, because bytes that are left in it after an answer would be taken for the next one. */
    private static final class Parser extends DefaultHttpResponseParser {
        private @Nullable SessionInputBuffer buffer;

        Parser() {
            super(LIMITS);
        }

        @Override
        public ClassicHttpResponse parse(SessionInputBuffer input, InputStream stream)
                throws IOException, HttpException {
            buffer = input;
            return super.parse(input, stream);
        }

        boolean hasRest() {
            return buffer != null && buffer.length() > 0;
        }
    }

    WebhookEndpoint.Server server() {
        return server;
    }

    void send(ClassicHttpRequest request) throws IOException, HttpException {
        http.sendRequestHeader(request);
        http.sendRequestEntity(request);
        http.flush();
    }

    /** Waits for the status line and headers of the answer. */
    ClassicHttpResponse receive() throws IOException, HttpException {
        for (int i = 0; i < MAX_INTERIM_ANSWERS; i++) {
            var response = receiveHead();
            if (response.getCode() >= 200) {
                return response;
            }
        }
        throw new NoAnswerException("The answer did not come behind " + MAX_INTERIM_ANSWERS + " interim ones", null);
    }

    private ClassicHttpResponse receiveHead() throws IOException, HttpException {
        try {
            return http.receiveResponseHeader();
        } catch (IllegalArgumentException noStatus) {
            // The library's parser accepts any three digits, but its response class refuses 000.
            throw new ProtocolException("The status is not one of HTTP", noStatus);
        }
    }

    /** The body's stream; null if there is none. It is never closed, because that would read it to its end. */
    @Nullable
    InputStream body(ClassicHttpResponse response) throws IOException, HttpException {
        if (!MessageSupport.canResponseHaveBody("POST", response)) {
            return null;
        }
        http.receiveResponseEntity(response);
        var entity = response.getEntity();
        return entity == null ? null : entity.getContent();
    }

    /** Whether no bytes of the previous call are left. */
    boolean isClean() {
        return http.isOpen() && !parser.hasRest();
    }

    void rest(long now) {
        idleSince = now;
    }

    boolean isOlderThan(long millis, long now) {
        return now - openedAt >= millis;
    }

    boolean isIdleFor(long millis, long now) {
        return now - idleSince >= millis;
    }

    /**
     * Whether the connection is open and nothing has been received on it, without waiting. Unexpected bytes make it as
     * unusable as its end does.
     */
    boolean isAlive() {
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException broken) {
            return false;
        }
    }

    /** Closes at once, without TLS's closing handshake, in which the other side could make us wait. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
