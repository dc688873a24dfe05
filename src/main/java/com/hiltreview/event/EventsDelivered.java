package com.hiltreview.event;

import java.util.Collection;
import java.util.UUID;

/**
 * Executors have received the decisions of these tasks. Published inside the transaction that records it, so that a
 * listener's writes are committed or rolled back with it.
 */
public record EventsDelivered(Collection<UUID> taskIds) {}
