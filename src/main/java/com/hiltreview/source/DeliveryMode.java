package com.hiltreview.source;

/** How the executor of a source gets its decisions. */
public enum DeliveryMode {
    WEBHOOK_ONLY,
    PULL_ONLY,
    WEBHOOK_AND_PULL
}
