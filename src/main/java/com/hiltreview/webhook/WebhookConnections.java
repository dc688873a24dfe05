package com.hiltreview.webhook;

import com.hiltreview.webhook.WebhookEndpoint.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Opens connections to permitted addresses, and keeps them for the next call to the same server. */
final class WebhookConnections implements AutoCloseable {
    /** Longest a connection is reused, so that a DNS change takes effect within five minutes. */
    private static final long OPEN_AT_MOST = Duration.ofMinutes(5).toMillis();

    private static final long IDLE_AT_MOST = Duration.ofSeconds(50).toMillis();
    private static final int MAX_IDLE = 512;

    private final WebhookAddressRules addresses;
    private final HostLookups lookups;
    private final ReceiverTls tls;
    private final Clock clock;
    private final Map<Server, Deque<WebhookConnection>> idle = new HashMap<>();
    private int idleCount;

    WebhookConnections(WebhookAddressRules addresses, HostResolver resolver, SSLSocketFactory tls, Clock clock) {
        this.addresses = addresses;
        this.lookups = new HostLookups(resolver);
        this.tls = new ReceiverTls(tls);
        this.clock = clock;
    }

    /** The most recently used connection that is still usable. */
    @Nullable
    WebhookConnection reuse(Server server) {
        long now = clock.millis();
        for (var kept = poll(server); kept != null; kept = poll(server)) {
            if (!isWornOut(kept, now) && kept.isAlive()) {
                return kept;
            }
            close(kept);
        }
        return null;
    }

    void keep(WebhookConnection connection) {
        connection.rest(clock.millis());
        if (!offer(connection)) {
            close(connection);
        }
    }

    /** Closes all connections to a server that has stopped answering; the next call looks its address up. */
    void forget(Server server) {
        Deque<WebhookConnection> forgotten;
        synchronized (this) {
            forgotten = idle.remove(server);
            idleCount -= forgotten == null ? 0 : forgotten.size();
        }
        if (forgotten != null) {
            forgotten.forEach(WebhookConnections::close);
        }
    }

    void closeWornOut() {
        long now = clock.millis();
        var wornOut = new ArrayList<WebhookConnection>();
        synchronized (this) {
            for (var kept : idle.values()) {
                kept.removeIf(connection -> isWornOut(connection, now) && wornOut.add(connection));
            }
            idle.values().removeIf(Deque::isEmpty);
            idleCount -= wornOut.size();
        }
        wornOut.forEach(WebhookConnections::close);
    }

    private synchronized @Nullable WebhookConnection poll(Server server) {
        var kept = idle.get(server);
        var connection = kept == null ? null : kept.pollFirst();
        if (connection != null) {
            idleCount--;
        }
        return connection;
    }

    private synchronized boolean offer(WebhookConnection connection) {
        if (idleCount >= MAX_IDLE) {
            return false;
        }
        idleCount++;
        idle.computeIfAbsent(connection.server(), server -> new ArrayDeque<>()).addFirst(connection);
        return true;
    }

    private static boolean isWornOut(WebhookConnection connection, long now) {
        return connection.isIdleFor(IDLE_AT_MOST, now) || connection.isOlderThan(OPEN_AT_MOST, now);
    }

    static void close(WebhookConnection connection) {
        try {
            connection.close();
        } catch (IOException alreadyBroken) {
            // Just as well.
        }
    }

    /**
     * Connects to the first permitted address that accepts the connection. The checked address is the one that is connected
     * to: there is no second look-up. Addresses that are not permitted are skipped, because a resolver that synthesizes
     * NAT64 addresses adds some to every name.
     */
    WebhookConnection open(Server server, Deadline deadline) throws IOException {
        var admitted = admitted(server.host(), deadline);
        IOException failure = new RefusedAddressException();
        for (int i = 0; i < admitted.size() && !deadline.isOver(); i++) {
            var address = new InetSocketAddress(admitted.get(i), server.port());
            try {
                // Each address gets a share of the time, so that an unresponsive one does not prevent trying the next.
                return open(server, address, deadline, admitted.size() - i);
            } catch (IOException fault) {
                failure = fault;
            }
        }
        if (deadline.isOver()) {
            throw new NoAnswerException("No connection within " + deadline.millis() + " ms", failure);
        }
        throw failure;
    }

    private WebhookConnection open(Server server, InetSocketAddress address, Deadline deadline, int shares)
            throws IOException {
        boolean announced = !isLiteral(server.host());
        try {
            return open(server, address, deadline, shares, announced);
        } catch (SSLHandshakeException fault) {
            if (!announced || !ReceiverTls.mayRejectTheName(server, fault) || deadline.isOver()) {
                throw fault;
            }
            return open(server, address, deadline, shares, false);
        }
    }

    private WebhookConnection open(
            Server server, InetSocketAddress address, Deadline deadline, int shares, boolean announced)
            throws IOException {
        var channel = SocketChannel.open();
        boolean opened = false;
        try {
            deadline.guard(channel);
            connect(channel, address, deadline, shares);
            var socket = server.secure() ? tls.secure(channel.socket(), server, announced) : channel.socket();
            var connection = new WebhookConnection(server, channel, socket, clock.millis());
            opened = true;
            return connection;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private List<InetAddress> admitted(String host, Deadline deadline) throws NoAnswerException {
        var found = isLiteral(host) ? new InetAddress[] {InetAddress.ofLiteral(host)} : lookups.resolve(host, deadline);
        var admitted = new ArrayList<InetAddress>();
        for (var address : found) {
            if (addresses.admits(host, address)) {
                admitted.add(address);
            }
        }
        return admitted;
    }

    /** Only digits, dots or colons; other spellings of addresses were refused with the URL. */
    private static boolean isLiteral(String host) {
        return host.contains(":") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static void connect(SocketChannel channel, InetSocketAddress address, Deadline deadline, int shares)
            throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        // Rounded up: a failure just before the time limit would not be reported as a timeout.
        long millis = 1 + TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos() / shares);
        channel.socket().connect(address, (int) millis);
    }

    @Override
    public void close() {
        List.copyOf(servers()).forEach(this::forget);
        lookups.close();
    }

    private synchronized List<Server> servers() {
        return List.copyOf(idle.keySet());
    }
}
