package com.hiltreview.security;

import com.hiltreview.access.Caller;
import com.hiltreview.access.CurrentCaller;
import com.hiltreview.error.ForbiddenException;
import com.hiltreview.error.UnauthorizedException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives handlers their {@link Caller}; one that takes a {@link Caller.Reviewer} is called for reviewers only. */
class CallerArgumentResolver implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return Caller.class.isAssignableFrom(parameter.getParameterType());
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
        if (!parameter.getParameterType().isInstance(caller)) {
            throw new ForbiddenException("These credentials do not permit this operation");
        }
        return caller;
    }
}
