package com.hiltreview.live;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a signal is about.
 *
 * @param kind lower-case letters and hyphens, at most 40
 * @param id identifies the thing of that kind
 */
public record Topic(String kind, UUID id) {
    private static final Pattern KIND = Pattern.compile("[a-z-]{1,40}");

    /** @throws IllegalArgumentException if the kind has another form */
    public Topic {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("Not a kind of topic: " + kind);
        }
    }
}
