package com.hiltreview.delivery;

/** How far a decision event has got to the executor. */
enum DeliveryStatus {
    NOT_SENT,
    IN_PROGRESS,
    DELIVERED,
    FAILED
}
