package com.hiltreview.json;

import com.hiltreview.error.OverloadedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Bounds the memory of large bodies, however many come at once: the bytes of all that are being read, and the number of
 * requests that hold a large document, which takes up to fifty times as much as its text.
 */
class LargeBodies implements HandlerInterceptor {
    private static final String SLOT = LargeBodies.class.getName();
    private static final int CHUNK = 64 * 1024;
    private static final long MEBIBYTE = 1024 * 1024;

    private final long maxBytes;
    private final Duration maxWait;
    private final AtomicLong bytes = new AtomicLong();
    private final Semaphore documents;

    LargeBodies() {
        this(Runtime.getRuntime().maxMemory(), Duration.ofSeconds(3));
    }

    /**
     * @param memory the largest heap, in bytes: a sixteenth of it is for bytes, and the number of documents follows from it
     * @param maxWait how long a request waits until it may hold a document
     */
    LargeBodies(long memory, Duration maxWait) {
        this.maxBytes = memory / 16;
        this.maxWait = maxWait;
        this.documents = new Semaphore(Math.clamp(memory / (128 * MEBIBYTE), 2, 64), true);
    }

    /**
     * Reads a body to its end, or one byte beyond what is allowed, and gives it to the reader.
     *
     * @throws OverloadedException if too much is being read or worked on
     */
    <T> T read(InputStream body, int max, HttpServletRequest request, Reader<T> reader) throws IOException {
        // Of the first chunk no account is kept: there is no connection without some memory.
        var first = body.readNBytes(Math.min(CHUNK, max + 1));
        if (first.length < CHUNK) {
            return reader.read(first);
        }
        var reserved = new AtomicLong();
        try {
            var all = readOn(first, body, max, reserved);
            if (all.length <= max) {
                enter(request);
            }
            return reader.read(all);
        } finally {
            bytes.addAndGet(-reserved.get());
        }
    }

    interface Reader<T> {
        T read(byte[] body) throws IOException;
    }

    private byte[] readOn(byte[] first, InputStream body, int max, AtomicLong reserved) throws IOException {
        var all = new ByteArrayOutputStream(2 * CHUNK);
        all.write(first);
        var next = first;
        while (next.length == CHUNK && all.size() <= max) {
            // Twice, since the buffer is copied when it grows.
            reserved.addAndGet(2 * CHUNK);
            if (bytes.addAndGet(2 * CHUNK) > maxBytes) {
                throw new OverloadedException();
            }
            next = body.readNBytes(Math.min(CHUNK, max + 1 - all.size()));
            all.write(next);
        }
        return all.toByteArray();
    }

    private void enter(HttpServletRequest request) {
        try {
            if (!documents.tryAcquire(maxWait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new OverloadedException();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new OverloadedException();
        }
        request.setAttribute(SLOT, true);
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception thrown) {
        if (request.getAttribute(SLOT) != null) {
            request.removeAttribute(SLOT);
            documents.release();
        }
    }
}
