package com.hiltreview.reviewer;

import com.hiltreview.json.Json;
import com.hiltreview.secret.Hmac;
import com.hiltreview.secret.SecretSettings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * Keeps each pending sign-in in a signed cookie of its own, so that visitors write nothing to the database and two tabs do not
 * interfere with each other. There is a fixed number of cookie names, so that the request headers of a browser stay within the
 * server's limit however many sign-ins it starts.
 */
@Component
class SignInCookies {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String NAME = "hilt_sign_in_";

    private static final int SLOTS = 4;

    /** With this prefix, browsers accept the cookie from this host only, not from a sibling or parent domain. */
    private static final String HOST_PREFIX = "__Host-";

    private final boolean secure;
    private final Hmac hmac;
    private final Clock clock;

    SignInCookies(@Value("${hilt.session.secure-cookie}") boolean secure, SecretSettings secrets, Clock clock) {
        this.secure = secure;
        this.hmac = Hmac.derivedFrom(
                secrets.sessionSecret().getBytes(StandardCharsets.UTF_8), "cookies of pending sign-ins");
        this.clock = clock;
    }

    void keep(PendingSignIn pending, HttpServletRequest request, HttpServletResponse response) {
        write(slotFor(pending, pending(request), request), sealed(pending), LIFETIME, request, response);
    }

    /** Returns the sign-in that the same browser started with this state, and removes it: it can be finished only once. */
    Optional<PendingSignIn> take(@Nullable String state, HttpServletRequest request, HttpServletResponse response) {
        if (state == null) {
            return Optional.empty();
        }
        for (var known : pending(request).entrySet()) {
            if (known.getValue().state().equals(state)) {
                write(known.getKey(), "", Duration.ZERO, request, response);
                return Optional.of(known.getValue());
            }
        }
        return Optional.empty();
    }

    /**
     * The name of a free slot, or of the one that expires first. Requests sent at the same moment see the same cookies, so the
     * state spreads them over the free slots.
     */
    private String slotFor(PendingSignIn next, Map<String, PendingSignIn> pending, HttpServletRequest request) {
        var free = slots(request).filter(slot -> !pending.containsKey(slot)).toList();
        if (!free.isEmpty()) {
            return free.get(Math.floorMod(next.state().hashCode(), free.size()));
        }
        var oldestFirst = Comparator.comparing(
                (Map.Entry<String, PendingSignIn> entry) -> entry.getValue().expiresAt());
        return Collections.min(pending.entrySet(), oldestFirst).getKey();
    }

    /** The browser's unexpired sign-ins by the names of their cookies. */
    private Map<String, PendingSignIn> pending(HttpServletRequest request) {
        var slots = slots(request).toList();
        var pending = new LinkedHashMap<String, PendingSignIn>();
        for (var cookie : Objects.requireNonNullElse(request.getCookies(), new Cookie[0])) {
            if (slots.contains(cookie.getName())) {
                opened(cookie.getValue())
                        .filter(known -> known.expiresAt().isAfter(clock.instant()))
                        .ifPresent(known -> pending.put(cookie.getName(), known));
            }
        }
        return pending;
    }

    private Stream<String> slots(HttpServletRequest request) {
        var prefix = prefix(request);
        return IntStream.range(0, SLOTS).mapToObj(slot -> prefix + slot);
    }

    private String prefix(HttpServletRequest request) {
        return isSecure(request) ? HOST_PREFIX + NAME : NAME;
    }

    private boolean isSecure(HttpServletRequest request) {
        return secure || request.isSecure();
    }

    /** Lax, because the redirect from the provider comes from another site. */
    private void write(
            String name, String value, Duration age, HttpServletRequest request, HttpServletResponse response) {
        var cookie = ResponseCookie.from(name, value)
                .path("/")
                .httpOnly(true)
                .secure(isSecure(request))
                .sameSite("Lax")
                .maxAge(age)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    private String sealed(PendingSignIn pending) {
        var content = Json.write(pending).getBytes(StandardCharsets.UTF_8);
        return hmac.signed(Base64.getUrlEncoder().withoutPadding().encodeToString(content));
    }

    private Optional<PendingSignIn> opened(String value) {
        return hmac.verified(value)
                .map(content -> new String(Base64.getUrlDecoder().decode(content), StandardCharsets.UTF_8))
                .map(json -> Json.read(json, PendingSignIn.class));
    }
}
