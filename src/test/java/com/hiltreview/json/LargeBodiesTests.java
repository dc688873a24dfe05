package com.hiltreview.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hiltreview.error.OverloadedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

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
        read(LARGE, first);
        read(LARGE, new MockHttpServletRequest());

        assertThatThrownBy(() -> read(LARGE, new MockHttpServletRequest())).isInstanceOf(OverloadedException.class);
        assertThat(read(1000, new MockHttpServletRequest())).isEqualTo(1000);
        end(first);
        end(first);
        assertThat(read(LARGE, new MockHttpServletRequest())).isEqualTo(LARGE);
        assertThatThrownBy(() -> read(LARGE, new MockHttpServletRequest())).isInstanceOf(OverloadedException.class);
    }

    @Test
    void boundsTheBytesOfAllThatIsBeingRead() throws IOException {
        var body = new Nested(20);

        assertThatThrownBy(() -> read(body, new MockHttpServletRequest())).isInstanceOf(OverloadedException.class);
        assertThat(body.begun).isBetween(5, 12);
        // What was refused holds nothing any more.
        assertThat(read(LARGE, new MockHttpServletRequest())).isEqualTo(LARGE);
    }

    /** A body at whose end another one begins, so that all of them are being read at the same time. */
    @SuppressWarnings("InputStreamSlowMultibyteRead") // Read to its end once, in a test.
    private final class Nested extends InputStream {
        private final int more;
        private int left = MEBIBYTE;
        private int begun = 1;

        Nested(int more) {
            this.more = more;
        }

        @Override
        public int read() throws IOException {
            if (left == 10 && more > 0) {
                var next = new Nested(more - 1);
                try {
                    LargeBodiesTests.this.read(next, new MockHttpServletRequest());
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
