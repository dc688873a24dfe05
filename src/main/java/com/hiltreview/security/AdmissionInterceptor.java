package com.hiltreview.security;

import com.hiltreview.access.Admit;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.error.UnauthorizedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets in whom the handler admits. It runs when the handler is known, so that an unknown path is 404 for everybody, and
 * before the body is read.
 */
class AdmissionInterceptor implements HandlerInterceptor {
    private static final String OURS = "com.hiltreview";

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)) {
            return true;
        }
        var admit = method.getMethodAnnotation(Admit.class);
        if (admit == null) {
            if (isOurs(method)) {
                throw new ForbiddenException("Nobody may do this");
            }
            return true;
        }
        if (admit.value().length == 0) {
            return true;
        }
        if (!(SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication known)) {
            throw new UnauthorizedException();
        }
        if (!Arrays.asList(admit.value()).contains(known.getPrincipal().role())) {
            throw new ForbiddenException("These credentials may not do this");
        }
        return true;
    }

    /** Those of libraries, such as Swagger UI's, cannot say whom they admit. */
    private static boolean isOurs(HandlerMethod method) {
        return method.getBeanType().getPackageName().startsWith(OURS);
    }
}
