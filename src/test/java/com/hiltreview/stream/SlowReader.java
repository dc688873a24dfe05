package com.hiltreview.stream;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.Api.As;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A reader of the stream that reads nothing from its socket after the greeting until {@link #readToTheEnd}. */
final class SlowReader implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader lines;
    private String greetingId = "";

    private SlowReader(URI uri, List<String> headers) throws IOException {
        socket.setReceiveBufferSize(64 * 1024);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        var request = "GET " + uri.getPath() + " HTTP/1.0\r\nHost: " + uri.getAuthority() + "\r\n"
                + String.join("\r\n", headers) + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1024);
    }

    static SlowReader open(Api api, As as) throws IOException {
        var headers = api.request("/review-tasks/stream", as).build().headers().map().entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue().getFirst())
                .toList();
        var reader = new SlowReader(URI.create(api.baseUrl() + "/review-tasks/stream"), headers);
        // The headers and the greeting; an answer to HTTP 1.0 has no chunks.
        while (reader.greetingId.isEmpty()) {
            var line = reader.lines.readLine();
            reader.greetingId = line.startsWith("id: ") ? line.substring(4) : "";
        }
        return reader;
    }

    /**
     * Reads what is left, adds the versions of its events, and returns the id of the last complete event, or of the greeting:
     * a connection that is reset loses everything that was not read.
     */
    String readToTheEnd(List<Integer> versions) throws IOException {
        var last = greetingId;
        var id = "";
        var data = "";
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && data.endsWith("}")) {
                    versions.add(Api.JSON.readTree(data).get("version").intValue());
                    last = id;
                    data = "";
                }
            }
        } catch (IOException broken) {
            // The connection may be reset in the middle of an event.
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
