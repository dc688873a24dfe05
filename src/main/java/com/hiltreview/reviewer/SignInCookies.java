package com.hiltreview.reviewer;

import com.hiltreview.json.StrictJson;
import com.hiltreview.secret.Hmac;
import com.hiltreview.secret.SecretSettings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * Keeps each pending sign-in in a signed cookie of its own, so that visitors leave nothing in the database, and two tabs
 * do not disturb each other.
 */
@Component
class SignInCookies {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String NAME = "hilt_sign_in_";
    /** Browsers take such a cookie from this very host only, not from one beside or above it. */
    private static final String HOST_PREFIX = "__Host-";
    /** More would soon be more than the server takes of headers. */
    private static final int MOST = 4;

    private static final Pattern STATE = Pattern.compile("[A-Za-z0-9_-]{20,100}=?");
    private static final int STATE_IN_NAME = 8;

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
        var known = all(request);
        known.subList(0, Math.max(0, known.size() - MOST + 1))
                .forEach(cookie -> write(cookie.getName(), "", Duration.ZERO, request, response));
        write(nameOf(pending.state(), request), sealed(pending), LIFETIME, request, response);
    }

    /** The sign-in that was begun under this state by the same browser; it is there only once. */
    Optional<PendingSignIn> take(@Nullable String state, HttpServletRequest request, HttpServletResponse response) {
        if (state == null || !STATE.matcher(state).matches()) {
            return Optional.empty();
        }
        var name = nameOf(state, request);
        var cookie = all(request).stream()
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst();
        cookie.ifPresent(found -> write(name, "", Duration.ZERO, request, response));
        return cookie.flatMap(found -> opened(found.getValue()))
                .filter(pending -> pending.state().equals(state))
                .filter(pending -> pending.expiresAt().isAfter(clock.instant()));
    }

    private List<Cookie> all(HttpServletRequest request) {
        var prefix = prefix(request);
        return request.getCookies() == null
                ? List.of()
                : Arrays.stream(request.getCookies())
                        .filter(cookie -> cookie.getName().startsWith(prefix))
                        .toList();
    }

    private String nameOf(String state, HttpServletRequest request) {
        return prefix(request) + state.substring(0, STATE_IN_NAME);
    }

    private String prefix(HttpServletRequest request) {
        return isSecure(request) ? HOST_PREFIX + NAME : NAME;
    }

    private boolean isSecure(HttpServletRequest request) {
        return secure || request.isSecure();
    }

    /** Lax, because the way back from the provider comes from another site. */
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
        var content = StrictJson.write(pending).getBytes(StandardCharsets.UTF_8);
        return text(content) + "." + text(hmac.sign(content));
    }

    private Optional<PendingSignIn> opened(String value) {
        int dot = value.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            var content = Base64.getUrlDecoder().decode(value.substring(0, dot));
            var signature = Base64.getUrlDecoder().decode(value.substring(dot + 1));
            return Hmac.same(signature, hmac.sign(content))
                    ? Optional.of(StrictJson.read(new String(content, StandardCharsets.UTF_8), PendingSignIn.class))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
