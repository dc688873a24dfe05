package com.hiltreview.testing;

import com.hiltreview.testing.Api.As;
import com.hiltreview.testing.Api.SourceFixture;
import org.junit.jupiter.api.BeforeEach;

/** A test with a source of its own, and somebody who reviews. */
public abstract class ReviewingTest extends ServiceTest {
    @SuppressWarnings("NullAway.Init")
    protected As reviewer;

    @SuppressWarnings("NullAway.Init")
    protected SourceFixture source;

    @BeforeEach
    void makeSource() {
        reviewer = api.signInAsReviewer();
        source = api.newSource();
    }
}
