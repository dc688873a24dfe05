package com.hiltreview.security;

import com.hiltreview.access.StaysOpen;
import com.hiltreview.connection.ClientConnection;
import com.hiltreview.ratelimit.Counted;
import com.hiltreview.ratelimit.OpenRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses streams and waits beyond their number; the others hold their place until they have ended. */
class OpenRequestInterceptor implements HandlerInterceptor {
    private static final String OPEN = OpenRequestInterceptor.class.getName();

    private final OpenRequests requests;
    private final CallerWatch watch;

    OpenRequestInterceptor(OpenRequests requests, CallerWatch watch) {
        this.requests = requests;
        this.watch = watch;
    }

    private record Open(OpenRequests.Place place, Optional<CallerWatch.Watched> watched) {}

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        var staysOpen = handler instanceof HandlerMethod method ? method.getMethodAnnotation(StaysOpen.class) : null;
        if (staysOpen != null && isLong(staysOpen.value(), request)) {
            var caller = CountedCaller.of(request);
            var place = requests.take(staysOpen.value(), caller, Counted.networkOf(request.getRemoteAddr()));
            var connection = ClientConnection.of(request);
            connection.ifPresent(ClientConnection::stayOpen);
            request.setAttribute(OPEN, new Open(place, connection.map(open -> watch.add(caller, open))));
        }
        return true;
    }

    private static boolean isLong(StaysOpen.Kind kind, HttpServletRequest request) {
        return switch (kind) {
            case STREAM -> true;
            case WAIT -> request.getParameter("wait") != null;
        };
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception fault) {
        if (request.getAttribute(OPEN) instanceof Open open) {
            open.watched().ifPresent(watch::remove);
            open.place().close();
        }
    }
}
