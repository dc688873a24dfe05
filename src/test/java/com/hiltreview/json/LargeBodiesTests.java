package com.hiltreview.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hiltreview.access.Caller;
import com.hiltreview.error.OverloadedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

class LargeBodiesTests {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int LARGE = 512 * 1024;

    /** Memory for two documents, and for the bytes of 16 MiB. */
    private final LargeBodies bodies = new LargeBodies(256L * MEBIBYTE, Duration.ZERO);

    @Test
    void readsABodyToItsEndOrOneByteBeyondItsLimit() throws IOException {
        for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 131_072, MEBIBYTE - 1, MEBIBYTE}) {
            var request = new MockHttpServletRequest();
            assertThat(read(size, request)).isEqualTo(size);
            end(request);
        }
        assertThat(read(5 * MEBIBYTE, new MockHttpServletRequest())).isEqualTo(MEBIBYTE + 1);
    }

    @Test
    void letsOnlySoManyRequestsHoldALargeDocument() throws IOException {
        var first = new MockHttpServletRequest();
        as("a", () -> read(LARGE, first));
        as("b", () -> read(LARGE, new MockHttpServletRequest()));

        for (var key : List.of("a", "b", "c")) {
            as(
                    key,
                    () -> assertThatThrownBy(() -> read(LARGE, new MockHttpServletRequest()))
                            .isInstanceOf(OverloadedException.class));
            as(key, () -> assertThat(read(1000, new MockHttpServletRequest())).isEqualTo(1000));
        }
        end(first);
        end(first);
        as("c", () -> assertThat(read(LARGE, new MockHttpServletRequest())).isEqualTo(LARGE));
        as(
                "a",
                () -> assertThatThrownBy(() -> read(LARGE, new MockHttpServletRequest()))
                        .isInstanceOf(OverloadedException.class));
    }

    @Test
    void leavesAPlaceForOthers() throws IOException {
        as("hog", () -> read(LARGE, new MockHttpServletRequest()));
        as(
                "hog",
                () -> assertThatThrownBy(() -> read(LARGE, new MockHttpServletRequest()))
                        .isInstanceOf(OverloadedException.class));
        as("other", () -> assertThat(read(LARGE, new MockHttpServletRequest())).isEqualTo(LARGE));
    }

    @Test
    void boundsTheBytesThatOnePartyIsSending() throws IOException {
        as("hog", () -> {
            var body = new Nested(20);
            assertThatThrownBy(() -> read(body, new MockHttpServletRequest())).isInstanceOf(OverloadedException.class);
            assertThat(body.begun).isBetween(4, 6);
            // What was refused holds nothing any more.
            assertThat(read(LARGE, new MockHttpServletRequest())).isEqualTo(LARGE);
        });
    }

    @Test
    void boundsTheBytesOfAllThatIsBeingRead() throws IOException {
        var body = new Nested(20);
        body.parties = 20;

        assertThatThrownBy(() -> as("0", () -> read(body, new MockHttpServletRequest())))
                .isInstanceOf(OverloadedException.class);
        assertThat(body.begun).isBetween(6, 9);
    }

    private interface Reading {
        void run() throws IOException;
    }

    /** The key of a source. */
    private static void as(String key, Reading reading) throws IOException {
        var before = SecurityContextHolder.getContext();
        var id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
        SecurityContextHolder.setContext(new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(
                new Caller.SourceKey(id, "hilt_sk_test_", id), null, List.of())));
        try {
            reading.run();
        } finally {
            SecurityContextHolder.setContext(before);
        }
    }

    /** A body at whose end another one begins, so that all of them are being read at the same time. */
    @SuppressWarnings("InputStreamSlowMultibyteRead") // Read to its end once, in a test.
    private final class Nested extends InputStream {
        private final int more;
        private int left = MEBIBYTE;
        private int begun = 1;
        private int parties;

        Nested(int more) {
            this.more = more;
        }

        @Override
        public int read() throws IOException {
            if (left == 10 && more > 0) {
                var next = new Nested(more - 1);
                next.parties = parties;
                try {
                    if (parties > 0) {
                        as(String.valueOf(more), () -> LargeBodiesTests.this.read(next, new MockHttpServletRequest()));
                    } else {
                        LargeBodiesTests.this.read(next, new MockHttpServletRequest());
                    }
                } finally {
                    begun += next.begun;
                }
            }
            return left-- > 0 ? 'x' : -1;
        }
    }

    private int read(int size, MockHttpServletRequest request) throws IOException {
        return read(new ByteArrayInputStream(new byte[size]), request);
    }

    private int read(InputStream body, MockHttpServletRequest request) throws IOException {
        return bodies.read(body, MEBIBYTE, request, all -> all.length);
    }

    private void end(MockHttpServletRequest request) {
        bodies.afterCompletion(request, new MockHttpServletResponse(), this, null);
    }
}
