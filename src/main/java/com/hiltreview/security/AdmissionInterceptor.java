package com.hiltreview.security;

import com.hiltreview.access.Admit;
import com.hiltreview.access.CurrentCaller;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.error.UnauthorizedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Authorizes the caller by the handler's {@link Admit}. It runs after the handler is looked up, so that an unknown path is 404
 * for everybody, and before the body is read.
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
        var caller = CurrentCaller.get();
        if (caller == null) {
            throw new UnauthorizedException();
        }
        if (!Arrays.asList(admit.value()).contains(caller.role())) {
            throw new ForbiddenException("These credentials may not do this");
        }
        return true;
    }

    /** Handlers of libraries, such as those of Swagger UI, have no such annotation. */
    private static boolean isOurs(HandlerMethod method) {
        return method.getBeanType().getPackageName().startsWith(OURS);
    }
}
