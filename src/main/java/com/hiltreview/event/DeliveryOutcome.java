package com.hiltreview.event;

import java.time.Instant;

/** What an attempt means for its event. */
public sealed interface DeliveryOutcome {
    record Delivered() implements DeliveryOutcome {}

    record RetryLater(Instant at) implements DeliveryOutcome {}

    /** @param endpointGone whether the endpoint said that nothing more should come */
    record Failed(boolean endpointGone) implements DeliveryOutcome {}
}
