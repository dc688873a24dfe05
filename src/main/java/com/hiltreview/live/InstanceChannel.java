package com.hiltreview.live;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Exchanges topics with the other instances by NOTIFY and LISTEN.
 *
 * <p>A transaction with a NOTIFY takes a cluster-wide lock when it commits, which would serialize business transactions.
 * So one thread sends for all of them, after their commits and many topics at a time.
 */
final class InstanceChannel implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InstanceChannel.class);

    private static final String CHANNEL = "hilt_signals";

    /** PostgreSQL permits 7,999 bytes. */
    private static final int MAX_PAYLOAD = 7_900;

    /** While nothing can be sent, the oldest topics beyond this number are dropped; the look of each second finds them. */
    private static final int MAX_PENDING = 10_000;

    /** Limits the batches a second under load; after a pause, a topic is sent at once. */
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(20);

    private static final Duration RETRY_SENDING = Duration.ofSeconds(1);
    private static final Duration FIRST_RECONNECT = Duration.ofMillis(100);
    private static final Duration LAST_RECONNECT = Duration.ofSeconds(5);
    private static final Duration FLUSH_AT_CLOSE = Duration.ofSeconds(2);

    /** A connection that has been silent for this long is checked. */
    private static final int SILENCE_MILLIS = 10_000;

    private static final int ANSWER_SECONDS = 5;

    private final JdbcConnectionDetails database;
    private final JdbcTemplate jdbc;
    private final Consumer<Topic> onSignal;
    private final Runnable onGap;
    private final String instance = UUID.randomUUID().toString();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Condition closing = lock.newCondition();
    private final SequencedSet<Topic> pending = new LinkedHashSet<>();
    private boolean closed;

    private @Nullable Thread sender;
    private @Nullable Thread receiver;
    private volatile boolean away;

    InstanceChannel(JdbcConnectionDetails database, JdbcTemplate jdbc, Consumer<Topic> onSignal, Runnable onGap) {
        this.database = database;
        this.jdbc = jdbc;
        this.onSignal = onSignal;
        this.onGap = onGap;
    }

    void open() {
        sender = Thread.ofVirtual().name("signals-out").start(this::sendAll);
        receiver = Thread.ofVirtual().name("signals-in").start(this::receiveAll);
    }

    /** Queues a topic to be sent, and returns at once. */
    void send(Topic topic) {
        lock.lock();
        try {
            if (pending.add(topic) && pending.size() > MAX_PENDING) {
                pending.removeFirst();
            }
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is left if the database is available. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrival.signal();
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (receiver != null) {
                // This also closes its connection.
                receiver.interrupt();
            }
            if (sender != null && !sender.join(FLUSH_AT_CLOSE)) {
                sender.interrupt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendAll() {
        try {
            boolean failed = false;
            for (var batch = takeBatch(); !batch.isEmpty(); batch = takeBatch()) {
                try {
                    jdbc.query("select pg_notify(?, ?)", row -> {}, CHANNEL, payload(batch));
                    failed = false;
                    pause(BETWEEN_BATCHES);
                } catch (RuntimeException | Error fault) {
                    if (!failed && !away) {
                        log.warn("Signals could not be sent to the other instances: {}", fault.getMessage());
                    }
                    failed = true;
                    batch.forEach(this::send);
                    if (!pause(RETRY_SENDING)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for topics and takes as many as one payload holds; returns none only if the channel is closed. */
    private List<Topic> takeBatch() throws InterruptedException {
        lock.lock();
        try {
            while (pending.isEmpty() && !closed) {
                arrival.await();
            }
            var batch = new ArrayList<Topic>();
            int size = instance.length();
            while (!pending.isEmpty()) {
                size += line(pending.getFirst()).length();
                if (size > MAX_PAYLOAD) {
                    break;
                }
                batch.add(pending.removeFirst());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the time has passed or the channel is closed, and returns whether it is still open. */
    private boolean pause(Duration duration) throws InterruptedException {
        lock.lock();
        try {
            long rest = duration.toNanos();
            while (rest > 0 && !closed) {
                rest = closing.awaitNanos(rest);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private String payload(List<Topic> batch) {
        var payload = new StringBuilder(instance);
        batch.forEach(topic -> payload.append(line(topic)));
        return payload.toString();
    }

    private static String line(Topic topic) {
        return "\n" + topic.kind() + " " + topic.id();
    }

    private void receiveAll() {
        try {
            var reconnect = FIRST_RECONNECT;
            while (!isClosed()) {
                try (var connection = DriverManager.getConnection(database.getJdbcUrl(), properties())) {
                    listen(connection);
                    reconnect = FIRST_RECONNECT;
                    receiveFrom(connection);
                } catch (SQLException | RuntimeException | Error fault) {
                    if (!isClosed() && !away) {
                        away = true;
                        log.warn("Signals of other instances are not received: {}", fault.getMessage());
                    }
                }
                pause(reconnect);
                reconnect = reconnect.multipliedBy(2);
                if (reconnect.compareTo(LAST_RECONNECT) > 0) {
                    reconnect = LAST_RECONNECT;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
        }
        if (away) {
            away = false;
            log.info("Signals of other instances are received again");
        }
        // Signals sent before this moment were missed.
        onGap.run();
    }

    private void receiveFrom(Connection connection) throws SQLException {
        var notifications = connection.unwrap(PGConnection.class);
        while (!isClosed()) {
            var received = notifications.getNotifications(SILENCE_MILLIS);
            for (var notification : received) {
                receive(notification.getParameter());
            }
            if (received.length == 0 && !connection.isValid(ANSWER_SECONDS)) {
                throw new SQLException("the connection has died");
            }
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void receive(String payload) {
        var lines = payload.split("\n");
        if (lines[0].equals(instance)) {
            return;
        }
        for (int i = 1; i < lines.length; i++) {
            var parts = lines[i].split(" ");
            try {
                onSignal.accept(new Topic(parts[0], UUID.fromString(parts[1])));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException foreign) {
                log.debug("Not one of our signals: {}", lines[i]);
            }
        }
    }

    /** The connection is not from the pool, which would report it as a leak. Its own timeouts keep it from hanging. */
    private Properties properties() {
        var properties = new Properties();
        if (database.getUsername() != null) {
            properties.setProperty("user", database.getUsername());
        }
        if (database.getPassword() != null) {
            properties.setProperty("password", database.getPassword());
        }
        properties.setProperty("ApplicationName", "hilt-review signals");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", Integer.toString(ANSWER_SECONDS));
        return properties;
    }
}
