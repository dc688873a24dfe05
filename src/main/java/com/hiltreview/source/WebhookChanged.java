package com.hiltreview.source;

import java.util.UUID;

/** Where or whether a source's decisions are pushed was changed. Published inside the changing transaction. */
public record WebhookChanged(UUID sourceId) {}
