package com.hiltreview.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A receiver that counts its connections and does with their bytes what the test says. */
final class ScriptedReceiver implements AutoCloseable {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What happens on each connection; it is closed afterwards. */
    interface Script {
        void play(Connection connection) throws Exception;
    }

    /** Answers every request with the same bytes, for as long as the client keeps the connection. */
    static Script always(String answer) {
        return connection -> {
            while (connection.read() != null) {
                connection.write(answer);
            }
        };
    }

    ScriptedReceiver(Script script) {
        this(listening(), script);
    }

    ScriptedReceiver(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 500, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                var socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        script.play(new Connection(socket));
                    } catch (Exception gone) {
                        // The client hung up, or the test is over.
                    }
                });
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        Socket socket() {
            return socket;
        }

        /** A whole request, head and body, or null at the end. */
        @Nullable
        String read() throws IOException {
            var bytes = new ByteArrayOutputStream();
            int head = -1;
            int body = 0;
            while (head < 0 || bytes.size() < head + body) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                bytes.write(next);
                if (head < 0 && next == '\n' && bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                    head = bytes.size();
                    var length = LENGTH.matcher(bytes.toString(ISO_8859_1));
                    body = length.find() ? Integer.parseInt(length.group(1)) : 0;
                }
            }
            var request = bytes.toString(ISO_8859_1);
            requests.add(request);
            return request;
        }

        void write(String bytes) throws IOException {
            write(bytes.getBytes(ISO_8859_1));
        }

        void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    int connections() {
        return connections.get();
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
