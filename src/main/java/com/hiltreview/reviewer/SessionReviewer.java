package com.hiltreview.reviewer;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The reviewer as stored in a session, as JSON. Sessions survive upgrades, so new fields must be nullable.
 *
 * @param hostedDomain the organisation that Google names as the account's owner
 */
public record SessionReviewer(
        UUID id,
        String email,
        @Nullable String name,
        @Nullable String pictureUrl,
        @Nullable String hostedDomain) {
    /** The session attribute that holds it. */
    public static final String ATTRIBUTE = "reviewer";
}
