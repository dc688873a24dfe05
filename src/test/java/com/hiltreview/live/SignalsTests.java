package com.hiltreview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SignalsTests {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration NOT_AT_ALL = Duration.ofMillis(100);

    private final DriverManagerDataSource dataSource = new DriverManagerDataSource(TestDatabase.url());
    private final JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    private final Topic topic = new Topic("test", UUID.randomUUID());
    private final List<Signals> opened = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Signals here;

    @SuppressWarnings("NullAway.Init")
    private Signals there;

    @BeforeEach
    void openTwo() {
        here = open();
        there = open();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Signals::stop);
        opened.forEach(Signals::destroy);
    }

    private Signals open() {
        var database = new JdbcConnectionDetails() {
            @Override
            public String getJdbcUrl() {
                return TestDatabase.url();
            }

            @Override
            public @Nullable String getUsername() {
                return null;
            }

            @Override
            public @Nullable String getPassword() {
                return null;
            }
        };
        var signals = new Signals(database, jdbc);
        var listening = new CompletableFuture<Boolean>();
        signals.listen("test", id -> {}, () -> listening.complete(true));
        signals.start();
        assertThat(listening.join()).isTrue();
        opened.add(signals);
        return signals;
    }

    @Test
    void remembersASignalThatComesBeforeTheWait() {
        try (var subscription = here.subscribe(topic)) {
            here.afterCommit(topic);
            here.afterCommit(topic);
            assertThat(subscription.await(Duration.ZERO)).isTrue();
            assertThat(subscription.await(NOT_AT_ALL)).as("both counted as one").isFalse();
        }
    }

    @Test
    void wakesTheOtherInstance() {
        try (var subscription = there.subscribe(topic)) {
            here.afterCommit(topic);
            assertThat(subscription.await(SOON)).isTrue();
        }
    }

    @Test
    void callsItsOwnListenersOnlyOnce() throws InterruptedException {
        var calls = new AtomicInteger();
        here.listen("test", id -> calls.incrementAndGet());
        var heardThere = new CompletableFuture<UUID>();
        there.listen("test", heardThere::complete);
        here.afterCommit(topic);
        heardThere.join();
        // The connection keeps the order: its own signal would have come before this one.
        var next = new Topic("next", UUID.randomUUID());
        try (var subscription = here.subscribe(next)) {
            there.afterCommit(next);
            assertThat(subscription.await(SOON)).isTrue();
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void leavesOtherTopicsAlone() {
        try (var sameId = here.subscribe(new Topic("other", topic.id()));
                var sameKind = here.subscribe(new Topic("test", UUID.randomUUID()))) {
            here.afterCommit(topic);
            assertThat(sameId.await(NOT_AT_ALL)).isFalse();
            assertThat(sameKind.await(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void waitsForTheCommit() {
        try (var subscription = here.subscribe(topic)) {
            transaction.executeWithoutResult(status -> {
                here.afterCommit(topic);
                assertThat(subscription.await(NOT_AT_ALL)).isFalse();
            });
            assertThat(subscription.await(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void sendsNothingAfterARollback() {
        try (var subscription = here.subscribe(topic)) {
            transaction.executeWithoutResult(status -> {
                here.afterCommit(topic);
                status.setRollbackOnly();
            });
            assertThat(subscription.await(NOT_AT_ALL)).isFalse();
        }
    }

    @Test
    void carriesMoreTopicsThanOneNotificationHolds() {
        var sent = Stream.generate(UUID::randomUUID).limit(1_000).toList();
        var heard = new CopyOnWriteArrayList<UUID>();
        there.listen("test", heard::add);
        sent.forEach(id -> here.afterCommit(new Topic("test", id)));
        await().atMost(LONG).until(() -> heard.size() >= sent.size());
        assertThat(heard).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void wakeReachesOnlyThisInstance() {
        try (var subscriptionHere = here.subscribe(topic);
                var subscriptionThere = there.subscribe(topic)) {
            here.wake(topic);
            assertThat(subscriptionHere.await(Duration.ZERO)).isTrue();
            assertThat(subscriptionThere.await(NOT_AT_ALL)).isFalse();
        }
    }

    @Test
    void knowsWhatIsWaitedFor() {
        assertThat(here.waitedFor("test")).isEmpty();
        try (var first = here.subscribe(topic)) {
            assertThat(first.await(Duration.ZERO)).isFalse();
            try (var second = here.subscribe(topic)) {
                assertThat(second.await(Duration.ZERO)).isFalse();
                assertThat(here.waitedFor("test")).isEqualTo(Set.of(topic.id()));
                assertThat(here.waitedFor("other")).isEmpty();
            }
            assertThat(here.waitedFor("test")).isEqualTo(Set.of(topic.id()));
        }
        assertThat(here.waitedFor("test")).isEmpty();
    }

    @Test
    void wakesAllWaitersAfterAReconnect() {
        var gaps = new AtomicInteger();
        there.listen("other", id -> {}, gaps::incrementAndGet);
        try (var subscription = there.subscribe(topic)) {
            jdbc.query(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = ?",
                    row -> {},
                    "hilt-review signals");
            assertThat(subscription.await(LONG)).isTrue();
            await().atMost(LONG).until(() -> gaps.get() == 1);
            here.afterCommit(topic);
            assertThat(subscription.await(SOON))
                    .as("the new connection listens")
                    .isTrue();
        }
    }

    @Test
    void releasesAllWaitersWhenItStops() {
        try (var subscription = here.subscribe(topic)) {
            var released = CompletableFuture.supplyAsync(() -> subscription.await(LONG));
            here.stop();
            assertThat(released.orTimeout(5, TimeUnit.SECONDS).join()).isFalse();
            assertThat(subscription.await(LONG)).as("later waits end at once").isFalse();
        }
        try (var late = here.subscribe(topic)) {
            assertThat(late.await(LONG)).isFalse();
        }
    }

    @Test
    void sendsWhatIsLeftWhenItCloses() {
        try (var subscription = there.subscribe(topic)) {
            here.stop();
            here.afterCommit(topic);
            here.destroy();
            assertThat(subscription.await(SOON)).isTrue();
        }
    }

    @Test
    void survivesAFailingListener() {
        here.listen("test", id -> {
            throw new IllegalStateException("a listener's fault, on purpose");
        });
        var calls = new AtomicInteger();
        here.listen("test", id -> calls.incrementAndGet());
        here.afterCommit(topic);
        assertThat(calls).hasValue(1);
    }
}
