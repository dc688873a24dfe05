package com.hiltreview.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.chaos.Installation.Answer;
import com.hiltreview.chaos.Installation.Instance;
import com.hiltreview.testing.ServiceTest;
import com.hiltreview.testing.WebhookReceiver.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides tasks through whatever instance answers, reads the feed beside it, and then looks whether all of it arrived. */
final class Decisions implements AutoCloseable {
    private static final int DECIDERS = 12;
    private static final Duration ARRIVAL = Duration.ofSeconds(150);

    private final Installation installation;
    private final String path = "/" + UUID.randomUUID();
    private final String reviewer;
    private final String sourceId;
    private final String key;
    private final Queue<String> open = new ConcurrentLinkedQueue<>();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Set<String> decided = ConcurrentHashMap.newKeySet();
    private final List<String> pulled = new ArrayList<>();
    private final AtomicInteger fromOne = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<String> wrongAnswers = new ConcurrentLinkedQueue<>();
    private final List<Call> receivedBefore = new ArrayList<>();
    private volatile boolean pulling = true;

    Decisions(Installation installation, int tasks) throws InterruptedException {
        this.installation = installation;
        var signIn = persistently(
                "POST", "/auth/dev-login", "", "{\"email\":\"jane@example.com\"}", answer -> answer.status() == 204);
        this.reviewer = signIn.header("Set-Cookie").split(";", 2)[0];
        this.sourceId = created("/sources", """
                {"name":"Chaos","delivery":{"webhook":{"url":"%s","retry_backoff_seconds":2,"max_attempts":25}}}""".formatted(installation.receiverUrl(path)), "id");
        this.key = created("/api-keys", """
                {"key_type":"source","environment":"test","source_id":"%s"}""".formatted(sourceId), "key");
        var creating = new ArrayList<Thread>();
        var left = new AtomicInteger(tasks);
        for (int i = 0; i < DECIDERS; i++) {
            creating.add(Thread.startVirtualThread(() -> {
                while (left.getAndDecrement() > 0) {
                    open.add(persistently(
                                    "POST",
                                    "/review-tasks",
                                    key,
                                    "{\"blocks\":[{\"id\":\"text\",\"type\":\"plaintext\",\"content\":\"Do it\"}]}",
                                    answer -> answer.status() == 201)
                            .json()
                            .get("id")
                            .stringValue());
                }
            }));
        }
        for (var thread : creating) {
            thread.join();
        }
        assertThat(open).hasSize(tasks);
    }

    private String created(String path, String body, String field) {
        return persistently("POST", path, ServiceTest.ADMIN_KEY, body, answer -> answer.status() == 201)
                .json()
                .get(field)
                .stringValue();
    }

    String sourceId() {
        return sourceId;
    }

    String reviewer() {
        return reviewer;
    }

    String key() {
        return key;
    }

    /** Begins to decide, and to pull the feed from its beginning. */
    void begin() {
        for (int i = 0; i < DECIDERS; i++) {
            begin(() -> {
                for (var task = open.poll(); task != null; task = open.poll()) {
                    decide(task);
                }
            });
        }
        begin(this::pull);
    }

    private void begin(Runnable work) {
        threads.submit(() -> {
            try {
                work.run();
            } catch (AssertionError wrongAnswer) {
                wrongAnswers.add(wrongAnswer.getMessage());
            }
        });
    }

    private void decide(String task) {
        var answer = persistently(
                "POST",
                "/review-tasks/" + task + "/decision",
                reviewer,
                "{\"decision\":\"APPROVE\"}",
                it -> it.status() == 200 || it.status() == 422);
        if (answer.status() == 200) {
            answered.add(task);
        }
        // 422: decided by a call of ours whose answer was lost.
        decided.add(task);
    }

    private void pull() {
        var cursor = "";
        while (pulling) {
            var page = persistently(
                            "GET",
                            "/sources/" + sourceId + "/decision-events?include_delivered=true&limit=50"
                                    + (cursor.isEmpty() ? "" : "&after=" + cursor),
                            key,
                            null,
                            answer -> answer.status() == 200)
                    .json();
            cursor = page.get("next_cursor").stringValue();
            synchronized (pulled) {
                page.get("items")
                        .forEach(event -> pulled.add(event.get("event_id").stringValue()));
            }
            pause(20);
        }
    }

    /** Asks one instance after the other until one of them gives such an answer; none is asked to be restarted. */
    private Answer persistently(
            String method, String path, String credentials, @Nullable String body, Predicate<Answer> satisfied) {
        long end = System.nanoTime() + ARRIVAL.toNanos();
        while (System.nanoTime() < end) {
            var instances = installation.instances();
            Instance instance = instances.get(Math.floorMod(fromOne.getAndIncrement(), instances.size()));
            var answer = instance.isAlive() ? instance.send(method, path, credentials, body) : null;
            if (answer != null && satisfied.test(answer)) {
                return answer;
            } else if (answer != null && answer.status() != 503) {
                throw new AssertionError(path + " answered " + answer.status() + ": "
                        + answer.response().body());
            }
            pause(50);
        }
        throw new AssertionError(path + " was not answered within " + ARRIVAL);
    }

    /** Lets go on until so many webhooks have come. */
    void awaitReceived(int number) {
        await().atMost(ARRIVAL).until(() -> received().size() >= number);
    }

    /** Before the receiver goes away, and with it what it knows. */
    void rememberReceived() {
        receivedBefore.addAll(installation.receiver().calls());
    }

    private Map<String, Long> received() {
        return Stream.concat(receivedBefore.stream(), installation.receiver().calls().stream())
                .filter(call -> call.path().equals(path))
                .collect(Collectors.groupingBy(call -> call.header("webhook-id"), Collectors.counting()));
    }

    /** Every decision has one event, each event came once or twice, and the feed has all of them in their order. */
    Duration assertNothingLostOrDoubled(int tasks) {
        long begun = System.nanoTime();
        await().atMost(ARRIVAL).until(() -> decided.size() == tasks || !wrongAnswers.isEmpty());
        assertThat(wrongAnswers).isEmpty();
        await().atMost(ARRIVAL).until(() -> received().size() == tasks);
        var arrived = Duration.ofNanos(System.nanoTime() - begun);
        var jdbc = installation.jdbc();
        await().atMost(ARRIVAL)
                .until(() -> jdbc.queryForList(
                                        "select id from review_tasks where source_id = ?::uuid and status = 'DISPATCHED'",
                                        sourceId)
                                .size()
                        == tasks);
        var events = jdbc.queryForList(
                "select id::text from decision_events where source_id = ?::uuid order by feed_epoch, tx_id, id",
                String.class,
                sourceId);
        var eventOfTask = jdbc.queryForList(
                "select task_id::text from decision_events where source_id = ?::uuid", String.class, sourceId);
        assertThat(eventOfTask).as("one event for each decision").hasSize(tasks).doesNotHaveDuplicates();
        assertThat(new HashSet<>(eventOfTask)).containsAll(answered);
        var counts = received();
        assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(events);
        assertThat(counts.values()).as("calls for one event").allMatch(calls -> calls <= 2);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            synchronized (pulled) {
                return pulled.size() >= tasks;
            }
        });
        synchronized (pulled) {
            assertThat(pulled).as("the feed").containsExactlyElementsOf(events);
        }
        return arrived;
    }

    long doubles() {
        return received().values().stream().filter(calls -> calls > 1).count();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        pulling = false;
        threads.shutdownNow();
    }
}
