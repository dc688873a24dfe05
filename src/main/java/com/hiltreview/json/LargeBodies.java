package com.hiltreview.json;

import com.hiltreview.access.Party;
import com.hiltreview.compute.FairShares;
import com.hiltreview.error.OverloadedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Bounds the memory of large bodies: the bytes of those that are being read, and the number of requests that hold a large
 * document, which takes up to fifty times the memory of its text. Each party has a share of both, so that none can crowd out
 * the others.
 */
class LargeBodies implements HandlerInterceptor {
    private static final String HOLDER = LargeBodies.class.getName();
    private static final int BEGINNING = 8 * 1024;
    /** A document larger than this takes one of a limited number of places. */
    private static final int LARGE = 64 * 1024;

    private static final long MEBIBYTE = 1024 * 1024;

    private final Duration maxWait;
    private final FairShares bytes;
    private final FairShares documents;

    LargeBodies() {
        this(Runtime.getRuntime().maxMemory(), Duration.ofSeconds(3));
    }

    /**
     * @param memory the largest heap, in bytes: a sixteenth of it is for bytes, and the number of documents follows from it
     * @param maxWait how long a request waits for its share of the bytes, and then of the documents
     */
    LargeBodies(long memory, Duration maxWait) {
        this.maxWait = maxWait;
        this.bytes = new FairShares(memory / 16);
        this.documents = new FairShares(Math.clamp(memory / (128 * MEBIBYTE), 2, 64));
    }

    /**
     * Reads a body to its end, or to one byte over the limit, and passes it to the reader.
     *
     * @throws OverloadedException if too much is being read or worked on
     */
    <T> T read(InputStream body, int max, HttpServletRequest request, Reader<T> reader) throws IOException {
        // The beginning is not counted: every connection takes some memory anyway.
        var first = body.readNBytes(BEGINNING);
        if (first.length < BEGINNING) {
            return reader.read(first);
        }
        var party = Party.ofRequest();
        var reserved = new AtomicLong();
        try {
            var all = readOn(first, body, max, party, reserved);
            if (all.length > LARGE && all.length <= max) {
                require(documents, party, 1);
                request.setAttribute(HOLDER, party);
            }
            return reader.read(all);
        } finally {
            bytes.release(party, reserved.get());
        }
    }

    interface Reader<T> {
        T read(byte[] body) throws IOException;
    }

    private byte[] readOn(byte[] first, InputStream body, int max, Object party, AtomicLong reserved)
            throws IOException {
        var all = new ByteArrayOutputStream(2 * BEGINNING);
        all.write(first);
        boolean more = true;
        while (more && all.size() <= max) {
            int step = Math.min(Math.min(LARGE, all.size()), max + 1 - all.size());
            // Twice, since the buffer is copied when it grows.
            require(bytes, party, 2L * step);
            reserved.addAndGet(2L * step);
            var next = body.readNBytes(step);
            all.write(next);
            more = next.length == step;
        }
        return all.toByteArray();
    }

    private void require(FairShares shares, Object party, long amount) {
        if (!shares.acquire(party, amount, maxWait)) {
            throw new OverloadedException();
        }
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception thrown) {
        var holder = request.getAttribute(HOLDER);
        if (holder != null) {
            request.removeAttribute(HOLDER);
            documents.release(holder, 1);
        }
    }
}
