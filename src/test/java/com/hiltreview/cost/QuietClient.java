package com.hiltreview.cost;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** An HTTP client on one connection that allocates nothing for a request. It understands what this service answers, and no more. */
final class QuietClient implements AutoCloseable {
    private static final byte[] END_OF_HEADERS = "\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] LENGTH = "\r\nContent-Length: ".getBytes(US_ASCII);

    private final SocketChannel channel;
    private final ByteBuffer answer;

    /** @param answer room for the largest answer, used again for each */
    QuietClient(InetSocketAddress server, ByteBuffer answer) throws IOException {
        this.channel = SocketChannel.open(server);
        this.answer = answer;
    }

    /** The bytes of a request. */
    static ByteBuffer toBytes(HttpRequest request, String body) {
        var uri = request.uri();
        var text = new StringBuilder(request.method() + " " + uri.getRawPath()
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()) + " HTTP/1.1\r\nHost: "
                + uri.getAuthority() + "\r\n");
        request.headers()
                .map()
                .forEach((name, values) -> values.forEach(
                        value -> text.append(name).append(": ").append(value).append("\r\n")));
        if (!body.isEmpty()) {
            text.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        var bytes = (text + "\r\n" + body).getBytes(US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Sends the request, reads the whole answer and returns its status. */
    int send(ByteBuffer request) throws IOException {
        request.rewind();
        while (request.hasRemaining()) {
            channel.write(request);
        }
        answer.clear();
        int end = -1;
        while (end < 0 || answer.position() < end) {
            if (channel.read(answer) < 0) {
                throw new IOException("The service has closed the connection");
            }
            end = end < 0 ? end() : end;
        }
        return 100 * digit(9) + 10 * digit(10) + digit(11);
    }

    /** Where the answer ends, or -1 if that is not known yet. */
    private int end() throws IOException {
        int headers = indexOf(END_OF_HEADERS);
        if (headers < 0) {
            return -1;
        }
        int at = indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("The answer has no Content-Length");
        }
        int length = 0;
        for (int i = at + LENGTH.length; answer.get(i) != '\r'; i++) {
            length = 10 * length + digit(i);
        }
        return headers + END_OF_HEADERS.length + length;
    }

    private int indexOf(byte[] wanted) {
        for (int i = 0; i <= answer.position() - wanted.length; i++) {
            int same = 0;
            while (same < wanted.length && answer.get(i + same) == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return i;
            }
        }
        return -1;
    }

    private int digit(int index) {
        return answer.get(index) - '0';
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
