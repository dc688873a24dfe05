package com.hiltreview.connection;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's HTTP/1.1 with smaller buffers for requests, because a waiting request keeps its connection's buffers, and larger
 * ones for writing. It also reports each connection, and each phase of its requests, to {@link ClientConnections}.
 */
public final class SlimHttpProtocol extends Http11NioProtocol {
    private static final Logger log = LoggerFactory.getLogger(SlimHttpProtocol.class);

    private static final int BYTES = 4096;
    /** What one write to the socket takes at most; most answers are smaller. */
    private static final int WRITE_BYTES = 16 * 1024;

    /** The connection whose request this thread processes. */
    private static final ThreadLocal<@Nullable ClientConnection> CURRENT = new ThreadLocal<>();

    private final WatchedEndpoint endpoint;

    /** Tomcat creates it by its class name. */
    public SlimHttpProtocol() {
        this(new WatchedEndpoint());
    }

    private SlimHttpProtocol(WatchedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        // Requests are read into the header buffer, which has 8 KiB plus this much.
        endpoint.getSocketProperties().setAppReadBufSize(BYTES / 4);
        endpoint.getSocketProperties().setAppWriteBufSize(WRITE_BYTES);
    }

    /** Size of the buffer for an answer's body; its characters take twice as much again. */
    @Override
    public int getDesiredBufferSize() {
        return BYTES;
    }

    /** Must be called before the protocol starts. */
    void watchedBy(ClientConnections connections) {
        endpoint.watch = connections;
        endpoint.setHandler(new WatchedHandler(endpoint.getHandler(), endpoint, connections));
    }

    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(new WatchedAdapter(adapter));
    }

    private static final class WatchedEndpoint extends NioEndpoint {
        private @Nullable ClientConnections watch;

        @Override
        protected boolean setSocketOptions(SocketChannel channel) {
            if (watch == null) {
                return super.setSocketOptions(channel);
            }
            try {
                watch.add(channel);
            } catch (IOException gone) {
                log.debug("A connection went before it was accepted", gone);
                destroySocket(channel);
                return false;
            }
            boolean accepted = super.setSocketOptions(channel);
            if (!accepted) {
                watch.remove(channel);
            }
            return accepted;
        }
    }

    private record WatchedHandler(Handler<NioChannel> delegate, NioEndpoint endpoint, ClientConnections connections)
            implements Handler<NioChannel> {
        @Override
        public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
            var connection = connections.find(socket.getSocket().getIOChannel());
            if (connection == null) {
                return delegate.process(socket, event);
            }
            connection.received(socket);
            CURRENT.set(connection);
            try {
                var state = delegate.process(socket, event);
                if (!isAsynchronous(socket)) {
                    connection.processed(state == SocketState.LONG, endpoint.getConnectionTimeout());
                }
                return state;
            } finally {
                CURRENT.remove();
            }
        }

        private static boolean isAsynchronous(SocketWrapperBase<NioChannel> socket) {
            return socket.getCurrentProcessor() instanceof Processor processor && processor.isAsync();
        }

        @Override
        public void release(SocketWrapperBase<NioChannel> socket) {
            connections.remove(socket.getSocket().getIOChannel());
            delegate.release(socket);
        }

        @Override
        public Object getGlobal() {
            return delegate.getGlobal();
        }

        @Override
        public void pause() {
            delegate.pause();
        }

        @Override
        public void recycle() {
            delegate.recycle();
        }
    }

    private record WatchedAdapter(Adapter delegate) implements Adapter {
        @Override
        public void service(Request request, Response response) throws Exception {
            var connection = CURRENT.get();
            if (connection != null) {
                connection.begin(request, response);
            }
            delegate.service(request, response);
        }

        @Override
        public boolean prepare(Request request, Response response) throws Exception {
            return delegate.prepare(request, response);
        }

        @Override
        public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
            return delegate.asyncDispatch(request, response, event);
        }

        @Override
        public void log(Request request, Response response, long time) {
            delegate.log(request, response, time);
        }

        @Override
        public void checkRecycled(Request request, Response response) {
            delegate.checkRecycled(request, response);
        }

        @Override
        public String getDomain() {
            return delegate.getDomain();
        }
    }
}
