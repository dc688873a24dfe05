package com.hiltreview.connection;

import com.hiltreview.ratelimit.Counted;
import com.hiltreview.ratelimit.Counted.Network;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.util.NetMask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The connections of all clients. When there are too many, from one address or in total, the oldest are closed. A client that
 * keeps thousands of unfinished requests loses those, while other clients can still connect, even from the same address.
 */
@Component
class ClientConnections {
    private static final Logger log = LoggerFactory.getLogger(ClientConnections.class);

    /** How many are closed at once, so that during a flood the connections are not sorted for every new one. */
    private static final int SHARE_CLOSED_AT_ONCE = 20;

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final ConnectionSettings settings;
    private final List<NetMask> trustedProxies;
    private final Counter crowdedOut;
    private final Map<SocketChannel, ClientConnection> all = new ConcurrentHashMap<>();
    private final Map<Network, Set<ClientConnection>> byNetwork = new ConcurrentHashMap<>();
    private long quietUntil = System.nanoTime();

    ClientConnections(
            ConnectionSettings settings,
            @Value("${hilt.web.trusted-proxies}") List<String> trustedProxies,
            MeterRegistry meters) {
        this.settings = settings;
        this.trustedProxies = trustedProxies.stream().map(NetMask::new).toList();
        this.crowdedOut = meters.counter("hilt.connections.crowded.out");
        meters.gaugeMapSize("hilt.connections.open", Tags.empty(), all);
    }

    /** Called for each new connection, by the one thread that accepts them. */
    void add(SocketChannel channel) throws IOException {
        var address = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
        var network = Counted.networkOf(address.getHostAddress());
        makeRoom(all.values(), settings.inAll(), "in all");
        if (trustedProxies.stream().noneMatch(proxies -> proxies.matches(address))) {
            makeRoom(byNetwork.getOrDefault(network, Set.of()), settings.perAddress(), address);
        }
        var connection = new ClientConnection(channel, network);
        all.put(channel, connection);
        byNetwork.compute(network, (key, others) -> {
            var connections = others == null ? ConcurrentHashMap.<ClientConnection>newKeySet() : others;
            connections.add(connection);
            return connections;
        });
    }

    void remove(SocketChannel channel) {
        var connection = all.remove(channel);
        if (connection != null) {
            byNetwork.computeIfPresent(connection.network(), (network, connections) -> {
                connections.remove(connection);
                return connections.isEmpty() ? null : connections;
            });
        }
    }

    @Nullable
    ClientConnection find(SocketChannel channel) {
        return all.get(channel);
    }

    private void makeRoom(Collection<ClientConnection> connections, int limit, Object where) {
        if (connections.size() < limit) {
            return;
        }
        var counted = connections.stream().filter(ClientConnection::isCounted).toList();
        if (counted.size() < limit) {
            return;
        }
        int closed = counted.size() - limit + 1 + limit / SHARE_CLOSED_AT_ONCE;
        counted.stream()
                .map(connection -> new Aged(connection, connection.since()))
                .sorted(Comparator.comparingLong(Aged::age).reversed())
                .limit(closed)
                .forEach(aged -> aged.connection().close());
        crowdedOut.increment(closed);
        if (System.nanoTime() - quietUntil >= 0) {
            quietUntil = System.nanoTime() + BETWEEN_LINES.toNanos();
            log.warn("{} connections are open ({}): the oldest are closed", counted.size(), where);
        }
    }

    /** A connection with its age, which is read once because it may change during the sort. */
    private record Aged(ClientConnection connection, long age) {
        Aged(ClientConnection connection, long age) {
            this.connection = connection;
            this.age = System.nanoTime() - age;
        }
    }

    @Scheduled(fixedDelay = 500)
    void keepTime() {
        all.values().forEach(connection -> connection.keepTime(settings));
    }
}
