package com.hiltreview.security;

import com.hiltreview.access.CurrentCaller;
import com.hiltreview.audit.Actor;
import com.hiltreview.error.RequestIds;
import com.hiltreview.error.UnauthorizedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives handlers the {@link Actor} that the audit log names. */
class ActorArgumentResolver implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Actor.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var caller = CurrentCaller.get();
        if (caller == null) {
            throw new UnauthorizedException();
        }
        var http = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        return Actor.of(caller, http.getRemoteAddr(), RequestIds.of(http));
    }
}
