package com.hiltreview.reviewer;

import java.util.UUID;

/** All sessions of this reviewer must end, on every device. */
public record SessionsRevoked(UUID reviewerId) {}
