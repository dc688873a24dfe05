package com.hiltreview.reviewer;

import com.hiltreview.error.RequestIds;
import com.hiltreview.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;

/** Starts sessions, and reads the reviewer of a session. */
final class Sessions {
    private Sessions() {}

    /** Starts a session with a new id, so that an id planted by an attacker is useless (session fixation). */
    static void start(HttpServletRequest request, SessionReviewer reviewer) {
        var before = request.getSession(false);
        if (before != null) {
            before.invalidate();
        }
        request.getSession(true).setAttribute(SessionReviewer.ATTRIBUTE, Json.write(reviewer));
    }

    static SignInOrigin originOf(HttpServletRequest request) {
        return new SignInOrigin(request.getRemoteAddr(), RequestIds.of(request));
    }

    static Optional<SessionReviewer> reviewerOf(HttpSession session) {
        return session.getAttribute(SessionReviewer.ATTRIBUTE) instanceof String json
                ? Optional.of(Json.read(json, SessionReviewer.class))
                : Optional.empty();
    }
}
