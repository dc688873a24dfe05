package com.hiltreview.event;

import java.util.UUID;

/** An event of this source is due. Published inside the transaction that writes it, or after its commit. */
public record EventQueued(UUID sourceId) {}
