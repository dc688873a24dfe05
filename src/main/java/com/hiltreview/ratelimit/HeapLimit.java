package com.hiltreview.ratelimit;

/**
 * Lowers limits to what the heap can hold. A connection with an unfinished request takes about 100 KB for Tomcat's buffers and
 * the stack of its thread.
 */
public record HeapLimit(long heap) {
    public static final HeapLimit OF_THIS_PROCESS =
            new HeapLimit(Runtime.getRuntime().maxMemory());

    /**
     * @param limit one of several that belong together
     * @param inAll the largest of them
     * @param heapForEach how much heap there must be for each of all
     * @return the limit, lowered in the same proportion as the largest one has to be; at least 1
     */
    public int lowered(int limit, int inAll, int heapForEach) {
        long carried = heap / heapForEach;
        return inAll <= carried ? limit : (int) Math.max(1, limit * carried / inAll);
    }
}
