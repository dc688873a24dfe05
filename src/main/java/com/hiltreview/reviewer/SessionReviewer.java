package com.hiltreview.reviewer;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a session knows of its reviewer; kept as JSON, so that sessions outlive an upgrade. */
public record SessionReviewer(
        UUID id,
        String email,
        @Nullable String name,
        @Nullable String pictureUrl) {
    /** The session attribute that holds it. */
    public static final String ATTRIBUTE = "reviewer";
}
