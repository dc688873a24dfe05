package com.hiltreview.session;

import com.hiltreview.secret.Hmac;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** Writes the session's id signed, and passes over a cookie whose signature is wrong: it never reaches the database. */
class SignedCookieSerializer implements CookieSerializer {
    /**
     * Marks a request whose cookies were read. Spring Session saves a session when the answer is committed and once more
     * at the end of the request, and would look it up again in between.
     */
    private static final String READ = SignedCookieSerializer.class.getName() + ".read";

    private final CookieSerializer delegate;
    private final Hmac hmac;

    SignedCookieSerializer(DefaultCookieSerializer delegate, Hmac hmac) {
        this.delegate = delegate;
        this.hmac = hmac;
    }

    @Override
    public void writeCookieValue(CookieValue value) {
        var id = value.getCookieValue();
        var signed = id.isEmpty() ? id : id + "." + signature(id);
        delegate.writeCookieValue(new CookieValue(value.getRequest(), value.getResponse(), signed));
    }

    @Override
    public List<String> readCookieValues(HttpServletRequest request) {
        if (request.getAttribute(READ) != null) {
            return List.of();
        }
        request.setAttribute(READ, true);
        return delegate.readCookieValues(request).stream()
                .map(this::verified)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> verified(String value) {
        int dot = value.lastIndexOf('.');
        if (dot < 1) {
            return Optional.empty();
        }
        var id = value.substring(0, dot);
        boolean genuine = Hmac.same(
                value.substring(dot + 1).getBytes(StandardCharsets.UTF_8),
                signature(id).getBytes(StandardCharsets.UTF_8));
        return genuine ? Optional.of(id) : Optional.empty();
    }

    private String signature(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac.sign(id.getBytes(StandardCharsets.UTF_8)));
    }
}
