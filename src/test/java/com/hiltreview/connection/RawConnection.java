package com.hiltreview.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client that sends its request byte by byte, or leaves it unfinished. */
final class RawConnection implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;

    /** A small one, so that an answer that is not read fills the server's buffers soon. */
    private static final int RECEIVE_BUFFER = 4096;

    private final SocketChannel channel;
    private final StringBuilder come = new StringBuilder();

    private RawConnection(SocketChannel channel) {
        this.channel = channel;
    }

    static RawConnection open(String baseUrl, String beginning) throws IOException {
        var uri = URI.create(baseUrl);
        var channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        channel.socket().connect(new InetSocketAddress(uri.getHost(), uri.getPort()), CONNECT_MILLIS);
        channel.write(ByteBuffer.wrap(beginning.getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
        return new RawConnection(channel);
    }

    /** Sends one more byte, and tells whether the server has closed the connection. */
    boolean isClosedAfter(String more) {
        try {
            channel.write(ByteBuffer.wrap(more.getBytes(StandardCharsets.US_ASCII)));
            var answer = ByteBuffer.allocate(4096);
            int read = channel.read(answer);
            while (read > 0) {
                answer.clear();
                read = channel.read(answer);
            }
            return read < 0;
        } catch (IOException broken) {
            return true;
        }
    }

    /** Reads a part of the answer, and returns its size, or -1 if the server has closed the connection. */
    int readSome(int atMost) {
        try {
            // The server does not read it, but refuses it when the connection is closed.
            channel.write(ByteBuffer.wrap(new byte[] {' '}));
            return channel.read(ByteBuffer.allocate(atMost));
        } catch (IOException broken) {
            return -1;
        }
    }

    /** What has come so far. */
    String answer() throws IOException {
        var answer = ByteBuffer.allocate(64 * 1024);
        channel.read(answer);
        come.append(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8));
        return come.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
