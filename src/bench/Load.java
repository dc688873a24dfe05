import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs scenarios against the service and prints a table. {@code run.sh} sets the environment; see README.md. */
final class Load {
    private static final Map<String, String> ENV = System.getenv();
    private static final String BASE_URL = ENV.getOrDefault("BASE_URL", "");
    private static final Path OUT = Path.of(ENV.getOrDefault("OUT_DIR", "/tmp/hilt-bench"));
    private static final int CONNECTIONS = number("CONNECTIONS", 32);
    private static final int SECONDS = number("DURATION_S", 10);
    private static final int WARMUP = number("WARMUP_S", 10);
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);
    private static final String COOKIE = ENV.get("SESSION_COOKIE_NAME") + "=" + ENV.get("SESSION_COOKIE_VALUE");
    private static final String DECISION = "{\"decision\":\"APPROVE\",\"reason\":\"Fine\"}";

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    public static void main(String[] scenarios) throws Exception {
        for (var scenario : scenarios) {
            switch (scenario) {
                case "templates" -> makeTemplates();
                case "list" -> wrk(scenario, "/review-tasks?" + ENV.get("LIST_QUERY"), "Cookie: " + COOKIE, null);
                case "open" -> wrk(scenario, "/auth/options", "Accept: application/json", null);
                case "keyed" -> wrk(scenario, "/auth/options", "X-API-Key: " + ENV.get("API_KEY"), null);
                case "get" -> wrk(scenario, "/review-tasks", "Cookie: " + COOKIE, "get.lua");
                case "poll" ->
                    wrk(
                            scenario,
                            "/sources/" + ENV.get("SOURCE_ID") + "/decision-events?limit=100",
                            "X-API-Key: " + ENV.get("API_KEY"),
                            null);
                case "create" -> wrk(scenario, "/review-tasks", "X-API-Key: " + ENV.get("API_KEY"), "create.lua");
                case "review" -> review();
                case "deliver" -> deliver();
                case "latency" -> latency();
                case "backlog" -> backlog();
                case "neighbour" -> neighbour();
                case "archiver" -> archiver();
                case "table" -> table();
                default -> throw new IllegalArgumentException("There is no scenario " + scenario);
            }
        }
        System.exit(0);
    }

    private static int number(String name, int fallback) {
        return Integer.parseInt(ENV.getOrDefault(name, Integer.toString(fallback)));
    }

    // ---- Requests

    private record Task(String id, String etag, Document document) {}

    /** What a task is about: a letter of 1.5 KB, a line of 300 bytes, a record of 1 KB. */
    private record Document(String letter, String line, String record) {
        private static final String[] WORDS = ("invoice harbour ladder the of quiet window seven carbon letter and "
                        + "market over signal river to paper number garden a travel under copper winter engine")
                .split(" ");

        static Document number(int seed) {
            var random = new Random(seed);
            var letter = new StringBuilder("# Case ").append(seed).append("\\n\\n");
            while (letter.length() < 1500) {
                letter.append(words(random, 12)).append(".\\n\\n");
            }
            var entries = new ArrayList<String>();
            for (int i = 0; i < 8; i++) {
                entries.add("{\"position\":%d,\"name\":\"%s\",\"quantity\":%d,\"price\":%d.5}"
                        .formatted(i, words(random, 8), random.nextInt(1, 100), random.nextInt(10_000)));
            }
            return new Document(letter.toString(), words(random, 48), String.join(",", entries));
        }

        private static String words(Random random, int count) {
            var text = new StringBuilder();
            for (int i = 0; i < count; i++) {
                text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
            }
            return text.toString();
        }

        String toCreation() {
            return """
                    {"priority":"NORMAL","metadata":{"run":"bench"},"blocks":[\
                    {"id":"letter","type":"markdown","content":"%s"},\
                    {"id":"line","type":"plaintext","content":"%s"},\
                    {"id":"record","type":"json","content":{"urgent":false,"entries":[%s]}}]}""".formatted(
                    letter, line, record);
        }

        /** Two changed lines and a new one in the letter, two changed members and a new one in the record. */
        String toEdit() {
            var edited = letter.replaceFirst("\\.\\\\n", " indeed.\\\\nAnd a line more.\\\\n") + "Goodbye.\\n";
            return """
                    {"blocks":[{"id":"letter","content":"%s"},\
                    {"id":"record","content":{"urgent":true,"seen":1,"entries":[%s]}}]}""".formatted(
                    edited, record.replaceFirst("\"quantity\":", "\"quantity\":1"));
        }
    }

    private static HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(BASE_URL + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(response.statusCode() + " " + response.body());
            }
            return response;
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static Task create(int number, String key) {
        var document = Document.number(number % 500);
        var response = send(request("POST", "/review-tasks", document.toCreation())
                .header("X-API-Key", key));
        var location = response.headers().firstValue("Location").orElseThrow();
        return new Task(
                location.substring(location.lastIndexOf('/') + 1),
                response.headers().firstValue("ETag").orElseThrow(),
                document);
    }

    private static List<Task> createMany(int count) throws InterruptedException {
        return createMany(count, ENV.get("API_KEY"));
    }

    private static List<Task> createMany(int count, String key) throws InterruptedException {
        var tasks = new ConcurrentLinkedQueue<Task>();
        inParallel(count, 16, i -> tasks.add(create(i, key)));
        return List.copyOf(tasks);
    }

    private static void edit(Task task) {
        send(request("PATCH", "/review-tasks/" + task.id() + "/blocks", task.document().toEdit())
                .header("Cookie", COOKIE)
                .header("If-Match", task.etag()));
    }

    private static void decide(Task task) {
        send(request("POST", "/review-tasks/" + task.id() + "/decision", DECISION).header("Cookie", COOKIE));
    }

    /** Calls the work with 0 … count - 1, on so many threads. The first fault ends the run. */
    private static void inParallel(int count, int width, IntConsumer work) throws InterruptedException {
        var next = new AtomicInteger();
        var faults = new ConcurrentLinkedQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < width; t++) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < count && faults.isEmpty(); i = next.getAndIncrement()) {
                        work.accept(i);
                    }
                } catch (RuntimeException fault) {
                    faults.add(fault);
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException(faults.peek());
        }
    }

    // ---- Scenarios

    private static void makeTemplates() throws InterruptedException {
        inParallel(40, 8, i -> {
            var task = create(i, ENV.get("API_KEY"));
            edit(task);
            decide(task);
        });
    }

    private static void wrk(String scenario, String path, String header, String script) throws Exception {
        if (WARMUP > 0) {
            runWrk(path, header, script, WARMUP, RUN + "w");
        }
        var meter = new Meter();
        var output = runWrk(path, header, script, SECONDS, RUN);
        int requests = Integer.parseInt(find(output, "(\\d+) requests in"));
        meter.report(
                scenario,
                requests,
                Double.parseDouble(find(output, "Requests/sec:\\s*([\\d.]+)")),
                millis(find(output, "50%\\s+([\\d.]+\\w+)")),
                millis(find(output, "99%\\s+([\\d.]+\\w+)")));
        if (output.contains("Non-2xx") || output.contains("Socket errors")) {
            throw new IllegalStateException(scenario + " had errors:\n" + output);
        }
    }

    private static String runWrk(String path, String header, String script, int seconds, String run) throws Exception {
        var command = new ArrayList<>(List.of(
                "wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", "--timeout", "10s", "--latency", "-H", header));
        var directory = Path.of(ENV.get("BENCH_DIR"), "wrk");
        if (script != null) {
            command.addAll(List.of("-H", "Content-Type: application/json", "-s", directory.resolve(script).toString()));
        }
        command.add(BASE_URL + path);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        if ("create.lua".equals(script)) {
            var bodies = OUT.resolve("bodies.txt");
            Files.write(bodies, Stream.iterate(0, i -> i + 1).limit(200).map(i -> Document.number(i).toCreation())
                    .toList());
            builder.environment().put("BODIES", bodies.toString());
        }
        builder.environment().put("RUN", run);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        return output;
    }

    private static String find(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(pattern + " is not in:\n" + text);
        }
        return matcher.group(1);
    }

    private static double millis(String time) {
        var matcher = Pattern.compile("([\\d.]+)(us|ms|s)").matcher(time);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(time);
        }
        double value = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> value / 1000;
            case "s" -> value * 1000;
            default -> value;
        };
    }

    /** Edits and decides distinct tasks while the webhooks go out. */
    private static void review() throws Exception {
        int count = number("REVIEW_TASKS", 6000);
        var tasks = createMany(count);
        try (var sink = new Sink()) {
            int warm = count / 6;
            inParallel(warm, CONNECTIONS, i -> {
                edit(tasks.get(i));
                decide(tasks.get(i));
            });
            sink.await(warm);
            var times = new ConcurrentLinkedQueue<Double>();
            var meter = new Meter();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            inParallel(count - warm, CONNECTIONS, i -> {
                if (System.nanoTime() < end) {
                    times.add(timed(() -> edit(tasks.get(warm + i))));
                    times.add(timed(() -> decide(tasks.get(warm + i))));
                }
            });
            meter.report("review", times);
            sink.await(warm + times.size() / 2);
        }
    }

    /** Decides as fast as it goes; the time ends when the last webhook has come. */
    private static void deliver() throws Exception {
        int count = number("DELIVER_N", 4000);
        var tasks = createMany(count);
        try (var sink = new Sink()) {
            var meter = new Meter();
            inParallel(count, CONNECTIONS, i -> {
                sink.sent.put(tasks.get(i).id(), System.nanoTime());
                decide(tasks.get(i));
            });
            sink.await(count);
            meter.report("deliver", sink.delays);
        }
    }

    /** Decides at a steady rate, whatever the answers take: how long from the answer until the webhook comes. */
    private static void latency() throws Exception {
        try (var sink = new Sink()) {
            steadily("latency", sink, ENV.get("API_KEY"));
        }
    }

    private static void steadily(String name, Sink sink, String key) throws Exception {
        int rate = number("LATENCY_RATE", 50);
        int count = rate * SECONDS;
        var tasks = createMany(count, key);
        int before = sink.received.get();
        sink.delays.clear();
        var times = new ConcurrentLinkedQueue<Double>();
        var meter = new Meter();
        long start = System.nanoTime();
        inParallel(count, count, i -> {
            sleepUntil(start + TimeUnit.SECONDS.toNanos(i) / rate);
            sink.sent.put(tasks.get(i).id(), System.nanoTime());
            times.add(timed(() -> decide(tasks.get(i))));
        });
        sink.await(before + count);
        meter.report(name + "-decision", times);
        meter.report(name, sink.delays);
    }

    /** Sends every failed event of the source again, at most {@code BACKLOG_N} of them: webhooks a second. */
    private static void backlog() throws Exception {
        for (int run = 1; run <= number("BACKLOG_RUNS", 3); run++) {
            try (var sink = new Sink()) {
                var meter = new Meter();
                int count = redeliverFailed();
                sink.await(count);
                double seconds = (sink.last.get() - sink.first.get()) / 1e9;
                meter.report("backlog-" + run, count, count / seconds, 0, 0);
            }
            failAgain();
        }
    }

    /** A source's delays alone, and beside another one whose receiver is dead and has {@code BACKLOG_N} events waiting. */
    private static void neighbour() throws Exception {
        var source = field(
                send(session("POST", "/sources", """
                        {"name":"healthy","delivery":{"webhook":{"url":"http://127.0.0.1:%d/hook"}}}""".formatted(
                        number("SINK_PORT", 9490)))),
                "id");
        var key = field(
                send(session("POST", "/api-keys", """
                        {"key_type":"source","environment":"test","source_id":"%s"}""".formatted(source))),
                "key");
        // It accepts connections, since the kernel does, and answers none.
        try (var sink = new Sink();
                var dead = new ServerSocket(0, 512, InetAddress.getLoopbackAddress())) {
            steadily("warm-up", sink, key);
            steadily("alone", sink, key);
            webhook("http://127.0.0.1:" + dead.getLocalPort() + "/hook");
            System.err.println(redeliverFailed() + " events wait for a dead receiver");
            steadily("beside-dead-1", sink, key);
            steadily("beside-dead-2", sink, key);
        }
    }

    /** A source's delays alone, and while the archiver works; the service's log says how much it had to do. */
    private static void archiver() throws Exception {
        try (var sink = new Sink()) {
            steadily("warm-up", sink, ENV.get("API_KEY"));
            steadily("alone", sink, ENV.get("API_KEY"));
            shell("ARCHIVE_CMD");
            steadily("beside-archiver-1", sink, ENV.get("API_KEY"));
            steadily("beside-archiver-2", sink, ENV.get("API_KEY"));
        }
    }

    private static void webhook(String url) {
        send(session("PATCH", "/sources/" + ENV.get("SOURCE_ID"), """
                {"delivery":{"webhook":{"url":"%s"}}}""".formatted(url)));
    }

    private static int redeliverFailed() {
        var answer = send(session(
                "POST",
                "/sources/" + ENV.get("SOURCE_ID") + "/decision-events/redeliver",
                "{\"since\":\"2000-01-01T00:00:00Z\"}"));
        return Integer.parseInt(find(answer.body(), "\"scheduled\":(\\d+)"));
    }

    /** Puts the seeded events back to what they were. */
    private static void failAgain() throws Exception {
        Thread.sleep(2000);
        shell("FAIL_AGAIN_CMD");
    }

    private static void shell(String setting) throws Exception {
        var process = new ProcessBuilder("sh", "-c", ENV.get(setting)).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(setting + " failed");
        }
    }

    private static HttpRequest.Builder session(String method, String path, String body) {
        return request(method, path, body).header("Cookie", COOKIE);
    }

    private static String field(HttpResponse<String> answer, String name) {
        return find(answer.body(), "\"" + name + "\":\"([^\"]+)\"");
    }

    private static void sleepUntil(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static double timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /** Receives the webhooks, and knows how long after its decision was sent each of them came. */
    private static final class Sink implements AutoCloseable {
        private static final Pattern TASK = Pattern.compile("\"task_id\":\"([^\"]+)\"");

        private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        private final ServerSocket server;
        private final ConcurrentLinkedQueue<Socket> connections = new ConcurrentLinkedQueue<>();
        private final Map<String, Long> sent = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<Double> delays = new ConcurrentLinkedQueue<>();
        private final AtomicInteger received = new AtomicInteger();
        private final AtomicLong first = new AtomicLong();
        private final AtomicLong last = new AtomicLong();

        /** Reads no more of HTTP than the length of the body, so that the receiver's own cost is small. */
        Sink() throws IOException {
            int port = number("SINK_PORT", 9490);
            server = new ServerSocket(port, 512, InetAddress.getLoopbackAddress());
            Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        var socket = server.accept();
                        connections.add(socket);
                        Thread.startVirtualThread(() -> serve(socket));
                    }
                } catch (IOException closed) {
                    // The scenario is over.
                }
            });
        }

        private void serve(Socket socket) {
            try (socket;
                    var in = new BufferedInputStream(socket.getInputStream(), 32 * 1024)) {
                socket.setTcpNoDelay(true);
                while (true) {
                    int length = -1;
                    for (var line = line(in); !line.isEmpty(); line = line(in)) {
                        if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                            length = Integer.parseInt(line.substring(15).strip());
                        }
                    }
                    var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                    long now = System.nanoTime();
                    socket.getOutputStream().write(ANSWER);
                    var task = TASK.matcher(body);
                    var since = task.find() ? sent.get(task.group(1)) : null;
                    if (since != null) {
                        delays.add((now - since) / 1e6);
                    }
                    first.compareAndSet(0, now);
                    last.set(now);
                    received.incrementAndGet();
                }
            } catch (IOException closed) {
                // The sender needs the connection no more.
            }
        }

        private static String line(BufferedInputStream in) throws IOException {
            var line = new StringBuilder(64);
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed");
                } else if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        void await(int count) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (received.get() < count) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(received + " of " + count + " webhooks came within a minute");
                }
                Thread.sleep(5);
            }
        }

        @Override
        public void close() {
            try {
                server.close();
                for (var connection : connections) {
                    connection.close();
                }
            } catch (IOException fault) {
                throw new IllegalStateException(fault);
            }
        }
    }

    // ---- Measuring

    /** The time and CPU from its making to its report. */
    private static final class Meter {
        private final long service = Long.parseLong(ENV.get("SERVER_PID"));
        private final long postgres = Long.parseLong(ENV.get("PG_PID"));
        private final double serviceBefore = cpuMillis(service);
        private final double postgresBefore = cpuMillis(postgres);
        private final long start = System.nanoTime();

        void report(String scenario, ConcurrentLinkedQueue<Double> times) throws IOException {
            double seconds = (System.nanoTime() - start) / 1e9;
            var sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            report(
                    scenario,
                    sorted.length,
                    sorted.length / seconds,
                    sorted[sorted.length / 2],
                    sorted[sorted.length * 99 / 100]);
        }

        void report(String scenario, int requests, double rate, double p50, double p99) throws IOException {
            var json = String.format(
                    Locale.ROOT,
                    """
                    {
                      "scenario": "%s",
                      "requests_per_s": %.1f,
                      "p50_ms": %.2f,
                      "p99_ms": %.2f,
                      "server_cpu_ms_per_request": %.3f,
                      "postgres_cpu_ms_per_request": %.3f,
                      "server_rss_mb": %.1f
                    }
                    """,
                    scenario,
                    rate,
                    p50,
                    p99,
                    (cpuMillis(service) - serviceBefore) / requests,
                    (cpuMillis(postgres) - postgresBefore) / requests,
                    residentMb(service));
            Files.writeString(OUT.resolve(scenario + ".json"), json);
        }

        /** Of the process, its children that live and those that have ended. */
        private static double cpuMillis(long pid) throws IllegalStateException {
            try (var processes = Files.list(Path.of("/proc"))) {
                long ticks = 0;
                for (var process : processes.filter(path -> path.getFileName().toString().matches("\\d+")).toList()) {
                    String[] fields;
                    try {
                        var stat = Files.readString(process.resolve("stat"));
                        fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    } catch (IOException ended) {
                        continue;
                    }
                    boolean itself = process.getFileName().toString().equals(Long.toString(pid));
                    if (itself || Long.parseLong(fields[1]) == pid) {
                        ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                    }
                    if (itself) {
                        ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
                    }
                }
                return ticks * 10.0; // A tick is a hundredth of a second on every Linux that matters.
            } catch (IOException noProc) {
                throw new IllegalStateException(noProc);
            }
        }

        private static double residentMb(long pid) throws IOException {
            return Double.parseDouble(find(Files.readString(Path.of("/proc/" + pid + "/status")), "VmRSS:\\s+(\\d+)"))
                    / 1024;
        }
    }

    /** Of all results in the directory, those of an external harness too. */
    private static void table() throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%-16s %10s %9s %9s %12s %12s %8s%n",
                "scenario", "per s", "p50 ms", "p99 ms", "CPU service", "CPU postgres", "RSS MB");
        try (var files = Files.list(OUT)) {
            for (var file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
                var values = new HashMap<String, String>();
                Matcher members = Pattern.compile("\"(\\w+)\": *\"?([^\",\\n}]+)").matcher(Files.readString(file));
                while (members.find()) {
                    values.put(members.group(1), members.group(2));
                }
                var rate = Stream.of("requests_per_s", "events_per_s", "rate_per_s")
                        .filter(values::containsKey).map(values::get).findFirst().orElse("");
                System.out.printf(
                        "%-16s %10s %9s %9s %12s %12s %8s%n",
                        values.get("scenario"),
                        rate,
                        values.getOrDefault("p50_ms", ""),
                        values.getOrDefault("p99_ms", ""),
                        values.get("server_cpu_ms_per_request"),
                        values.get("postgres_cpu_ms_per_request"),
                        values.get("server_rss_mb"));
            }
        }
    }
}
