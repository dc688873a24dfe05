package com.hiltreview.version;

import org.jspecify.annotations.Nullable;

/** The version of a task that a caller has seen and means to change. */
public final class ExpectedVersion {
    /** Matches every version. */
    public static final ExpectedVersion ANY = new ExpectedVersion(null);

    private final @Nullable String tags;

    private ExpectedVersion(@Nullable String tags) {
        this.tags = tags;
    }

    /** @param tags an ETag, several with commas between them, or {@code *} for any version; null for any version */
    public static ExpectedVersion of(@Nullable String tags) {
        return tags == null ? ANY : new ExpectedVersion(tags);
    }

    /**
     * Compares versions only: a comment, a delivery or a renamed source changes the tag, but nothing that is decided.
     *
     * @param etag the task's present one
     * @throws PreconditionFailedException if the task has another version by now
     */
    public void require(String etag) {
        if (tags != null && !TaskETag.isVersionAmong(tags, etag)) {
            throw new PreconditionFailedException(etag);
        }
    }
}
