package com.hiltreview.source;

import java.util.UUID;

/** A source's decisions are pushed from now on; what waited may go. Published in the changing transaction. */
public record WebhookSwitchedOn(UUID sourceId) {}
