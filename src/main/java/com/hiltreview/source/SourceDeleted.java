package com.hiltreview.source;

import java.util.UUID;

/** A source is gone, with whatever belonged to it. Published inside the deleting transaction. */
public record SourceDeleted(UUID sourceId) {}
