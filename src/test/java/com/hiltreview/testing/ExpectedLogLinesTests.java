package com.hiltreview.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpectedLogLinesTests {
    private static final String HEAD = "2026-11-28T08:04:43.591Z %s 16439 --- [hilt-review] [main] [] %s    : %s";
    private static final String EXPECTED =
            HEAD.formatted(" WARN", "com.hiltreview.security.Refusals", "Refused (wrong_key): GET /");
    private static final String FAILED =
            HEAD.formatted("ERROR", "c.hiltreview.envelope.ErrorTranslator", "POST /review-tasks failed");

    private final ExpectedLogLines lines = new ExpectedLogLines();

    @Test
    void holdsBackWhatIsExpectedWithItsTrace() {
        for (var line : new String[] {
            EXPECTED,
            "",
            "java.lang.IllegalStateException: no",
            "\tat a.B.c(B.java:1)",
            "Caused by: java.io.IOException"
        }) {
            assertThat(lines.show(line)).as(line).isFalse();
        }
        assertThat(lines.show("a line of a test")).isTrue();
        assertThat(lines.unexpected()).isEmpty();
        assertThat(lines.heldBack()).hasSize(5).contains(EXPECTED);
    }

    @Test
    void showsAndListsWhatNobodyExpects() {
        assertThat(lines.show(FAILED)).isTrue();
        assertThat(lines.show("\tat a.B.c(B.java:1)")).isTrue();
        assertThat(lines.unexpected()).containsExactly(FAILED);
    }

    @Test
    void expectsAFaultOnlyInTheTestThatCausesIt() {
        lines.begin("ErrorTranslatorTests");
        assertThat(lines.show(FAILED)).isFalse();
        lines.begin("DecisionTests");
        assertThat(lines.show(FAILED)).isTrue();
        assertThat(lines.heldBack()).isEmpty();
    }

    @Test
    void leavesOtherLevelsAlone() {
        var line = HEAD.formatted(" INFO", "c.h.archive.Archiver", "Archiver done: 1 tasks archived");
        assertThat(lines.show(line)).isTrue();
        assertThat(lines.unexpected()).isEmpty();
    }
}
