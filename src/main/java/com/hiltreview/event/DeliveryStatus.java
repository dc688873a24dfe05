package com.hiltreview.event;

/** The status of a decision event's delivery to the executor. */
public enum DeliveryStatus {
    NOT_SENT,
    IN_PROGRESS,
    DELIVERED,
    FAILED
}
