package com.hiltreview.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapLimitTests {
    private static final int KIB = 1024;

    @Test
    void lowersLimitsInProportionWhereTheHeapIsSmall() {
        var small = new HeapLimit(384L * KIB * KIB);
        assertThat(small.lowered(4000, 4000, 384 * KIB)).isEqualTo(1024);
        assertThat(small.lowered(2000, 4000, 384 * KIB)).isEqualTo(512);
        assertThat(small.lowered(1, 4000, 384 * KIB)).isEqualTo(1);
        assertThat(small.lowered(40, 40, 384 * KIB)).isEqualTo(40);
    }

    @Test
    void leavesLimitsAsTheyAreWhereTheHeapIsLarge() {
        var large = new HeapLimit(2048L * KIB * KIB);
        assertThat(large.lowered(4000, 4000, 384 * KIB)).isEqualTo(4000);
        assertThat(large.lowered(2000, 4000, 384 * KIB)).isEqualTo(2000);
    }
}
