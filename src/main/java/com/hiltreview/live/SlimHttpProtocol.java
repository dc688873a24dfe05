package com.hiltreview.live;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 with smaller buffers, since a request that waits holds its connection's.
 *
 * <p>What is larger than a buffer goes around it, so that large bodies cost no more reads and writes than before.
 */
public final class SlimHttpProtocol extends Http11NioProtocol {
    private static final int BYTES = 4096;

    /** Tomcat makes it, by its name. */
    public SlimHttpProtocol() {
        // Requests are read into the header buffer of 8 KiB, which has room for this much beside it.
        getEndpoint().getSocketProperties().setAppReadBufSize(BYTES / 4);
        getEndpoint().getSocketProperties().setAppWriteBufSize(BYTES);
    }

    /** The buffer of an answer's body, which holds the bytes and twice as much for characters. */
    @Override
    public int getDesiredBufferSize() {
        return BYTES;
    }
}
