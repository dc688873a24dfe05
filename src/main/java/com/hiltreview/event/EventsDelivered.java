package com.hiltreview.event;

import java.util.Collection;
import java.util.UUID;

/**
 * Executors have these tasks' decisions. Published inside the transaction that records it: what a listener writes is
 * committed or rolled back with it.
 */
public record EventsDelivered(Collection<UUID> taskIds) {}
