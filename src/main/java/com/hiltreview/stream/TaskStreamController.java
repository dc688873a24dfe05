package com.hiltreview.stream;

import static com.hiltreview.access.Role.ADMIN;
import static com.hiltreview.access.Role.ADMIN_REVIEWER;
import static com.hiltreview.access.Role.REVIEWER;
import static com.hiltreview.access.Role.SOURCE;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.access.Caller;
import com.hiltreview.access.StaysOpen;
import com.hiltreview.answer.LargeAnswers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;

/** Server-sent events about tasks, written by the request's own virtual thread. */
@ApiController
class TaskStreamController {
    private static final Logger log = LoggerFactory.getLogger(TaskStreamController.class);

    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final byte[] HEARTBEAT_COMMENT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final TaskStreams streams;
    private final LargeAnswers answers;
    private final Settings settings;

    TaskStreamController(TaskStreams streams, LargeAnswers answers, Settings settings) {
        this.answers = answers;
        this.streams = streams;
        this.settings = settings;
    }

    /**
     * @param heartbeat how long a stream may be silent before it sends a comment
     * @param lifetime when a stream ends, so that the reader reconnects and its credentials are checked again
     */
    @ConfigurationProperties("hilt.stream")
    record Settings(
            @DefaultValue("15s") Duration heartbeat,
            @DefaultValue("10m") Duration lifetime) {}

    @GetMapping("/review-tasks/stream")
    @StaysOpen(StaysOpen.Kind.STREAM)
    @Admit({SOURCE, ADMIN, REVIEWER, ADMIN_REVIEWER})
    void stream(
            Caller caller,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        try (var stream = streams.open(caller.scope(), lastEventId)) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            // Keeps nginx, and proxies that honour its header, from buffering the stream.
            response.setHeader("X-Accel-Buffering", "no");
            if (!request.getMethod().equals("HEAD")) {
                write(stream, response);
            }
        }
    }

    private void write(TaskStream stream, HttpServletResponse response) throws IOException, InterruptedException {
        long end = System.nanoTime() + settings.lifetime().toNanos();
        var body = response.getOutputStream();
        try {
            body.write(stream.greeting(RETRY));
            response.flushBuffer();
            while (!stream.isOver() && System.nanoTime() < end) {
                writeNext(stream, body);
                if (stream.isDrained() || stream.isOver()) {
                    response.flushBuffer();
                }
            }
        } catch (IOException gone) {
            log.debug("A reader of the stream has disconnected", gone);
        } catch (RuntimeException fault) {
            // The response is committed, so it can only end; the reader reconnects.
            log.warn("A stream of tasks failed: {}", fault.getMessage());
        }
    }

    private void writeNext(TaskStream stream, OutputStream body) throws IOException, InterruptedException {
        var events = stream.next(settings.heartbeat());
        if (events.isEmpty()) {
            body.write(HEARTBEAT_COMMENT);
        }
        // The memory of all answers being sent is bounded. Without room the stream ends, and the reader reconnects.
        long size = events.stream().mapToLong(event -> event.frame().length).sum();
        var room = answers.tryReserve(size);
        if (room.isEmpty()) {
            stream.end();
            return;
        }
        try (var _ = room.get()) {
            for (var event : events) {
                if (stream.isOver()) {
                    return;
                }
                body.write(event.frame());
            }
        }
    }
}
