package com.hiltreview.session;

import com.hiltreview.secret.Hmac;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** Signs the session id in the cookie. A cookie with a wrong signature is ignored, without a query. */
class SignedCookieSerializer implements CookieSerializer {
    /**
     * Marks a request whose cookies were read. Spring Session saves a session when the answer is committed and again at the
     * end of the request, and would look it up each time.
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
        var signed = id.isEmpty() ? id : hmac.signed(id);
        delegate.writeCookieValue(new CookieValue(value.getRequest(), value.getResponse(), signed));
    }

    @Override
    public List<String> readCookieValues(HttpServletRequest request) {
        if (request.getAttribute(READ) != null) {
            return List.of();
        }
        request.setAttribute(READ, true);
        return delegate.readCookieValues(request).stream()
                .map(hmac::verified)
                .flatMap(Optional::stream)
                .toList();
    }
}
