package com.hiltreview.reviewer;

import com.hiltreview.audit.Actor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The origin of a call that signs somebody in or out, for the audit log. */
record SignInOrigin(String clientAddress, @Nullable String requestId) {
    Actor reviewer(UUID id, String email) {
        return Actor.reviewer(id, email, clientAddress, requestId);
    }

    /** @param email as it was claimed */
    Actor visitor(@Nullable String email) {
        return Actor.visitor(email, clientAddress, requestId);
    }
}
