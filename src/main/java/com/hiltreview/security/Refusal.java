package com.hiltreview.security;

import java.util.Locale;

/** Why somebody was refused; the names are the {@code reason} of the log line and the counter. */
enum Refusal {
    CROSS_SITE,
    NO_CREDENTIALS,
    NO_RIGHT,
    TOO_MANY_REQUESTS,
    TOO_MANY_WRONG_KEYS,
    WRONG_KEY;

    String reason() {
        return name().toLowerCase(Locale.ROOT);
    }
}
