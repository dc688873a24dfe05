package com.hiltreview.event;

import java.time.Instant;

/** The consequence of an attempt for its event. */
public sealed interface DeliveryOutcome {
    record Delivered() implements DeliveryOutcome {}

    record RetryLater(Instant at) implements DeliveryOutcome {}

    /** @param endpointGone whether the endpoint wants no more events (410) */
    record Failed(boolean endpointGone) implements DeliveryOutcome {}
}
