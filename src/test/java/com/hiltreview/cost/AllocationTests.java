package com.hiltreview.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.ReviewingTest;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What all threads of the service allocate for a request, on average. The tests run with the quick compiler only, which
 * allocates all that the code says: the counts do not depend on how warm the JVM is, and are larger than in production.
 */
class AllocationTests extends ReviewingTest {
    /** Requests may allocate this many times today's bytes. */
    private static final double TOLERANCE = 1.15;

    /** On one connection, which Tomcat closes after a hundred. */
    private static final int BATCH = 20;

    private static final int WARM_UP = 3;

    /** The least is compared, since what the service does besides only adds to it. */
    private static final int BATCHES = 5;

    /** What the service does besides may be in all batches of a second or two. */
    private static final int ROUNDS = 3;

    /** Calls, with the bytes that one allocates today. */
    enum Call {
        LIST_50(213_000),
        GET(42_500),
        POLL_20(79_000),
        CREATE(95_000),
        DECIDE(148_000);

        final long today;

        Call(long today) {
            this.today = today;
        }
    }

    private static final String TASK = """
            {"title":"A task","blocks":[{"id":"body","type":"markdown","content":"Hello"},\
            {"id":"parameters","type":"json","content":{"amount":1.10,"to":"sam@vendor.test"}}]}""";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ByteBuffer answer = ByteBuffer.allocateDirect(1024 * 1024);

    /** The key stays cached. */
    @BeforeEach
    void stopTheClock() {
        clock.stopAt(Instant.now());
    }

    @ParameterizedTest
    @EnumSource
    void allocatesNoMoreThanToday(Call call, TestReporter reporter) throws IOException {
        long bound = (long) (call.today * TOLERANCE);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > bound; round++) {
            least = Math.min(least, leastOf(prepare(call), call == Call.CREATE ? 201 : 200));
        }
        reporter.publishEntry("%s(%d)".formatted(call, least));
        assertThat(least).isPositive().isLessThanOrEqualTo(bound);
    }

    private long leastOf(List<ByteBuffer> requests, int status) throws IOException {
        // While the collector marks, each wait of a virtual thread copies its stack.
        System.gc();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < WARM_UP + BATCHES; i++) {
            long bytes = send(requests.subList(i * BATCH, (i + 1) * BATCH), status) / BATCH;
            least = i < WARM_UP ? least : Math.min(least, bytes);
        }
        return least;
    }

    /** The bytes that were allocated meanwhile. */
    private long send(List<ByteBuffer> requests, int status) throws IOException {
        long before = threads.getTotalThreadAllocatedBytes();
        try (var client = new QuietClient(server(), answer)) {
            for (int i = 0; i < requests.size(); i++) {
                if (client.send(requests.get(i)) != status) {
                    throw new IOException("Not answered with " + status);
                }
            }
        }
        return threads.getTotalThreadAllocatedBytes() - before;
    }

    /** Requests for all batches. */
    private List<ByteBuffer> prepare(Call call) throws IOException {
        return switch (call) {
            case LIST_50 -> {
                file(60);
                yield same(get("/review-tasks?limit=50"));
            }
            case GET -> same(get("/review-tasks/" + file(1).getFirst()));
            case POLL_20 -> {
                send(decisions(file(30)), 200);
                yield same(get("/sources/" + source.id() + "/decision-events?limit=20"));
            }
            case CREATE -> same(creation());
            case DECIDE -> decisions(file((WARM_UP + BATCHES) * BATCH));
        };
    }

    private List<UUID> file(int tasks) throws IOException {
        for (int left = tasks; left > 0; left -= BATCH) {
            send(Collections.nCopies(Math.min(left, BATCH), creation()), 201);
        }
        return jdbc.query(
                "select id from review_tasks where source_id = ? and status = 'PENDING' order by created_at limit ?",
                (row, number) -> row.getObject("id", UUID.class),
                source.id(),
                tasks);
    }

    private ByteBuffer creation() {
        return post(source.key(), "/review-tasks", TASK);
    }

    private List<ByteBuffer> decisions(List<UUID> tasks) {
        return tasks.stream()
                .map(id -> post(reviewer, "/review-tasks/" + id + "/decision", "{\"decision\":\"APPROVE\"}"))
                .toList();
    }

    private ByteBuffer get(String path) {
        return QuietClient.toBytes(api.request(path, source.key()).build(), "");
    }

    private ByteBuffer post(As as, String path, String body) {
        return QuietClient.toBytes(
                api.request(path, as).POST(BodyPublishers.noBody()).build(), body);
    }

    private static List<ByteBuffer> same(ByteBuffer request) {
        return Collections.nCopies((WARM_UP + BATCHES) * BATCH, request);
    }

    private InetSocketAddress server() {
        var url = URI.create(api.baseUrl());
        return new InetSocketAddress(url.getHost(), url.getPort());
    }
}
