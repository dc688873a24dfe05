package com.hiltreview.event;

/** How far a decision event has got to the executor. */
public enum DeliveryStatus {
    NOT_SENT,
    IN_PROGRESS,
    DELIVERED,
    FAILED
}
