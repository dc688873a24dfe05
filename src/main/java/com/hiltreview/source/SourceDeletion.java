package com.hiltreview.source;

import java.util.UUID;

/** A source is about to be deleted. A listener that still needs it throws {@link SourceHasTasksException}. */
public record SourceDeletion(UUID sourceId) {}
