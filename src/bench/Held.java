import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * What thousands of open requests cost: opens that many waits or streams, leaves them alone for a while, then decides some tasks
 * and notes when the waiting clients hear of it. {@code growth.sh} sets the environment. Arguments: {@code waits COUNT} or
 * {@code streams COUNT}.
 */
final class Held {
    private static final Map<String, String> ENV = System.getenv();
    private static final URI BASE = URI.create(ENV.get("BASE_URL"));
    private static final int HOLD_S = Integer.parseInt(ENV.getOrDefault("HOLD_S", "15"));

    /** After that many the next ones wait until an ordinary request is answered, so that none of them is refused with 503. */
    private static final int OPENED_AT_ONCE = 50;

    private static final int DECISIONS = Integer.parseInt(ENV.getOrDefault("DECISIONS", "100"));
    private static final int DECISIONS_A_SECOND = 20;
    private static final long SERVICE = Long.parseLong(ENV.get("SERVER_PID"));
    private static final Pattern DECIDED = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String kind;
    private final int count;
    private final List<String> pending;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Double> delays = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    private Held(String kind, int count) throws IOException {
        this.kind = kind;
        this.count = count;
        this.pending = Files.readAllLines(Path.of(ENV.get("PENDING_FILE")));
    }

    public static void main(String[] arguments) throws Exception {
        new Held(arguments[0], Integer.parseInt(arguments[1])).run();
        System.exit(0);
    }

    private void run() throws Exception {
        collectGarbage();
        double heapBefore = liveHeapMb();
        double residentBefore = residentMb();
        double idleBefore = coresDuring(5);

        long start = System.nanoTime();
        var opening = new Semaphore(64);
        for (int i = 0; i < count; i++) {
            opening.acquire();
            if (i % OPENED_AT_ONCE == 0) {
                ask();
            }
            var task = pending.get(i % pending.size());
            Thread.startVirtualThread(() -> hold(task, opening));
        }
        opening.acquire(64);
        double openedIn = (System.nanoTime() - start) / 1e9;
        settle();

        double idle = coresDuring(HOLD_S);
        double resident = residentMb();
        collectGarbage();
        double heap = liveHeapMb();
        double busy = decide();
        Thread.sleep(1000);
        over.set(true);
        int open = count - refused.get();
        for (var socket : sockets) {
            socket.close();
        }

        var sorted = delays.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        var json = String.format(
                Locale.ROOT,
                """
                {
                  "scenario": "%s",
                  "asked": %d,
                  "open": %d,
                  "opened_in_s": %.1f,
                  "resident_mb_before": %.0f,
                  "resident_mb": %.0f,
                  "live_heap_mb_before": %.1f,
                  "live_heap_mb": %.1f,
                  "cores_before": %.3f,
                  "cores_idle": %.3f,
                  "decisions": %d,
                  "cores_while_deciding": %.3f,
                  "heard": %d,
                  "p50_ms": %.1f,
                  "p99_ms": %.1f
                }
                """,
                kind,
                count,
                open,
                openedIn,
                residentBefore,
                resident,
                heapBefore,
                heap,
                idleBefore,
                idle,
                DECISIONS,
                busy,
                events.get(),
                sorted.length == 0 ? -1 : sorted[sorted.length / 2],
                sorted.length == 0 ? -1 : sorted[sorted.length * 99 / 100]);
        Files.writeString(Path.of(ENV.get("OUT_DIR"), kind + ".json"), json);
        System.out.print(json);
    }

    /** One client. It says that it is open when its request is written, and then reads until the end. */
    private void hold(String task, Semaphore opening) {
        var path = kind.equals("waits") ? "/review-tasks/" + task + "?wait=60" : "/review-tasks/stream";
        var released = new AtomicBoolean();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), BASE.getPort())) {
            sockets.add(socket);
            socket.getOutputStream().write("GET %s%s HTTP/1.1\r\nHost: %s\r\nX-API-Key: %s\r\n\r\n"
                    .formatted(BASE.getPath(), path, BASE.getAuthority(), ENV.get("API_KEY"))
                    .getBytes(StandardCharsets.US_ASCII));
            var in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), kind.equals("waits") ? 512 : 8192);
            if (kind.equals("waits")) {
                release(opening, released);
                var status = in.readLine();
                hear(task, status);
            } else {
                var status = in.readLine();
                release(opening, released);
                if (status == null || !status.contains(" 200")) {
                    refuse(status);
                    return;
                }
                readEvents(in);
            }
        } catch (IOException closed) {
            refuse(closed.toString());
        } finally {
            release(opening, released);
        }
    }

    private void refuse(String why) {
        if (!over.get() && refused.incrementAndGet() <= 5) {
            System.err.println("Not held: " + why);
        }
    }

    private static void release(Semaphore opening, AtomicBoolean released) {
        if (released.compareAndSet(false, true)) {
            opening.release();
        }
    }

    /** A wait has ended: since its task was decided, or for another reason, which is a fault. */
    private void hear(String task, String status) {
        var since = sent.get(task);
        if (since == null || status == null || !status.contains(" 200")) {
            refuse(status);
        } else {
            events.incrementAndGet();
            delays.add((System.nanoTime() - since) / 1e6);
        }
    }

    private void readEvents(BufferedReader in) throws IOException {
        boolean decided = false;
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("event:")) {
                decided = line.endsWith("task.decided");
            } else if (decided && line.startsWith("data:")) {
                var id = DECIDED.matcher(line);
                var since = id.find() ? sent.get(id.group(1)) : null;
                if (since != null) {
                    events.incrementAndGet();
                    delays.add((System.nanoTime() - since) / 1e6);
                }
            }
        }
    }

    private void ask() throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(BASE + "/review-tasks/" + pending.getFirst()))
                        .header("X-API-Key", ENV.get("API_KEY"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
    }

    /** Decides tasks at a steady rate; the cores that the service uses meanwhile. */
    private double decide() throws Exception {
        double before = cpuSeconds();
        long start = System.nanoTime();
        for (int i = 0; i < DECISIONS; i++) {
            pace(start, i, DECISIONS_A_SECOND);
            var task = pending.get(i);
            sent.put(task, System.nanoTime());
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(BASE + "/review-tasks/" + task + "/decision"))
                            .header("Content-Type", "application/json")
                            .header("Cookie", ENV.get("SESSION_COOKIE_NAME") + "=" + ENV.get("SESSION_COOKIE_VALUE"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"decision\":\"APPROVE\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
        }
        return (cpuSeconds() - before) / ((System.nanoTime() - start) / 1e9);
    }

    private static void pace(long start, int number, int perSecond) throws InterruptedException {
        Thread.sleep(Math.max(0, number * 1000L / perSecond - (System.nanoTime() - start) / 1_000_000));
    }

    // ---- The service, from outside

    /** Until it works no more on what was just opened: half a second with under a tenth of a core, at most ten seconds. */
    private static void settle() throws Exception {
        for (int i = 0; i < 20 && coresDuring(0.5) > 0.1; i++) {}
    }

    private static double coresDuring(double seconds) throws Exception {
        double before = cpuSeconds();
        Thread.sleep((long) (seconds * 1000));
        return (cpuSeconds() - before) / seconds;
    }

    private static double cpuSeconds() throws IOException {
        var stat = Files.readString(Path.of("/proc/" + SERVICE + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static double residentMb() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + SERVICE + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IllegalStateException("The service has ended");
    }

    private static void collectGarbage() throws Exception {
        jcmd("GC.run");
    }

    private static double liveHeapMb() throws Exception {
        var used = Pattern.compile("used (\\d+)K");
        double kilobytes = 0;
        for (var line : jcmd("GC.heap_info").split("\n")) {
            var match = used.matcher(line);
            if (!line.contains("Metaspace") && !line.contains("class space") && match.find()) {
                kilobytes += Double.parseDouble(match.group(1));
            }
        }
        return kilobytes / 1024;
    }

    private static String jcmd(String command) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(SERVICE), command)
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        return output;
    }
}
