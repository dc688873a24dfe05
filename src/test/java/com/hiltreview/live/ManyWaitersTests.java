package com.hiltreview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ServiceTest;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

@Tag("alone")
class ManyWaitersTests extends ServiceTest {
    private static final Logger log = LoggerFactory.getLogger(ManyWaitersTests.class);

    private static final int WAITERS = 2_000;
    private static final int STARTED_AT_ONCE = 100;
    private static final int TASKS = 20;
    /** Of service and client together; 183 MiB were measured. Generous, because other tests share the heap. */
    private static final long MAX_BYTES = 300L * 1024 * 1024;

    @Test
    void holdNoConnectionsAndLittleMemoryAndEndSoon(@Autowired Signals signals, @Autowired DataSource dataSource)
            throws IOException, SQLException {
        var pool = dataSource.unwrap(HikariDataSource.class).getHikariPoolMXBean();
        var reviewer = api.signInAsReviewer();
        var source = api.newSource();
        var tasks = new ArrayList<UUID>();
        for (int i = 0; i < TASKS; i++) {
            tasks.add(Api.idOf(api.newTask(source)));
        }
        var channels = new ArrayList<SocketChannel>();
        try {
            warmUp(source.key(), tasks.getFirst());
            long before = usedHeap();
            for (int i = 0; i < WAITERS; i++) {
                channels.add(ask(source.key(), tasks.get(i % TASKS)));
                if (i % STARTED_AT_ONCE == 0) {
                    // Each queries the database once before it waits, and a pool of 16 cannot serve 2,000 at once.
                    int asked = i;
                    await().atMost(Duration.ofSeconds(30)).until(() -> signals.waiters() >= asked);
                }
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> signals.waiters() >= WAITERS);
            await().atMost(Duration.ofSeconds(10)).until(() -> pool.getActiveConnections() == 0);
            long grown = usedHeap() - before;
            int platformThreads = ManagementFactory.getThreadMXBean().getThreadCount();

            long start = System.nanoTime();
            for (int i = 0; i < TASKS; i++) {
                var path = "/review-tasks/" + tasks.get(i);
                var answered = isSentBack(i)
                        ? api.post(path + "/change-request", reviewer, "{\"comment\":\"Shorter\"}")
                        : api.post(path + "/decision", reviewer, "{\"decision\":\"APPROVE\"}");
                assertThat(answered.status()).isEqualTo(200);
            }
            long decided = System.nanoTime();
            for (int i = 0; i < WAITERS; i++) {
                assertThat(answer(channels.get(i)))
                        .startsWith("HTTP/1.1 200")
                        .contains(isSentBack(i % TASKS) ? "\"awaiting\":\"agent\"" : "\"status\":\"APPROVED\"");
            }
            var duration = Duration.ofNanos(System.nanoTime() - decided);
            log.info(
                    "{} waiters: {} MiB of heap, client included; {} platform threads; {} decisions and change requests in {} ms; all answered {} ms later",
                    WAITERS,
                    grown / 1024 / 1024,
                    platformThreads,
                    TASKS,
                    Duration.ofNanos(decided - start).toMillis(),
                    duration.toMillis());
            assertThat(grown).isLessThan(MAX_BYTES);
            assertThat(platformThreads).isLessThan(WAITERS / 4);
            assertThat(duration).isLessThan(Duration.ofSeconds(10));
            await().until(() -> signals.waiters() == 0);
        } finally {
            for (var channel : channels) {
                channel.close();
            }
        }
    }

    /** Every other task. */
    private static boolean isSentBack(int task) {
        return task % 2 == 1;
    }

    /** Stack frames of methods that are not compiled yet are larger than in a service that has run for a while. */
    private void warmUp(Api.As key, UUID task) {
        for (int i = 0; i < 1_000; i++) {
            Api.sendUnchecked(api.request("/review-tasks/" + task, key).GET());
        }
    }

    private SocketChannel ask(Api.As key, UUID task) throws IOException {
        var uri = URI.create(api.baseUrl());
        var path = "/review-tasks/" + task + "?wait=60";
        var headers = api.request(path, key).build().headers().map().entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue().getFirst() + "\r\n")
                .collect(Collectors.joining());
        var request = "GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n" + headers + "\r\n";
        var channel = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()));
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    /** Reads an answer to the end of its last chunk, or up to its content length. */
    private static String answer(SocketChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(64 * 1024);
        var parts = new ArrayList<String>(List.of());
        for (var answer = ""; !isWhole(answer); answer = String.join("", parts)) {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                break;
            }
            parts.add(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
        }
        return String.join("", parts);
    }

    private static boolean isWhole(String answer) {
        return answer.endsWith("\r\n0\r\n\r\n") || (answer.contains("Content-Length") && answer.endsWith("}"));
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
