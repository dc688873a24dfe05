package com.hiltreview.json;

import com.hiltreview.access.ApiController;
import com.hiltreview.access.StaysOpen;
import com.hiltreview.error.MediaTypeException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses bodies that are not JSON, and requests whose {@code Accept} excludes the answer, before the handler runs. */
class MediaTypeInterceptor implements HandlerInterceptor {
    private static final MediaType MERGE_PATCH = MediaType.parseMediaType("application/merge-patch+json");

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // Pages, files and what libraries serve are not JSON, and an unknown path is 404 whatever is sent there.
        if (!(handler instanceof HandlerMethod method) || !isOfTheApi(method)) {
            return true;
        }
        if (hasBody(request) && (!isJson(request.getContentType(), request.getMethod()) || isEncoded(request))) {
            throw MediaTypeException.unsupported();
        }
        if (!answersWith(Void.class, method)
                && !acceptsAnswer(answerOf(method), Collections.list(request.getHeaders("Accept")))) {
            throw MediaTypeException.notAcceptable();
        }
        return true;
    }

    /** The contract is a file, although the API serves it. */
    private static boolean isOfTheApi(HandlerMethod method) {
        return AnnotatedElementUtils.hasAnnotation(method.getBeanType(), ApiController.class)
                && !answersWith(byte[].class, method);
    }

    private static MediaType answerOf(HandlerMethod method) {
        var staysOpen = method.getMethodAnnotation(StaysOpen.class);
        return staysOpen != null && staysOpen.value() == StaysOpen.Kind.STREAM
                ? MediaType.TEXT_EVENT_STREAM
                : MediaType.APPLICATION_JSON;
    }

    /** A redirect, for browsers that accept HTML only, has the body {@code Void}. */
    private static boolean answersWith(Class<?> body, HandlerMethod method) {
        return ResolvableType.forMethodReturnType(method.getMethod())
                .as(ResponseEntity.class)
                .getGeneric(0)
                .resolve(Object.class)
                .equals(body);
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static boolean isEncoded(HttpServletRequest request) {
        var encoding = request.getHeader("Content-Encoding");
        return encoding != null && !encoding.isBlank() && !"identity".equalsIgnoreCase(encoding.strip());
    }

    private static boolean isJson(@Nullable String contentType, String method) {
        try {
            var type = contentType == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(contentType);
            var charset = type.getCharset();
            return (type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
                            || ("PATCH".equals(method) && type.equalsTypeAndSubtype(MERGE_PATCH)))
                    && (charset == null || "UTF-8".equals(charset.name()));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static boolean acceptsAnswer(MediaType answer, List<String> headers) {
        var accepted = String.join(",", headers);
        if (accepted.isBlank()) {
            return true;
        }
        try {
            // The most specific matching range counts, so that application/json;q=0 wins over */*.
            return MediaType.parseMediaTypes(accepted).stream()
                    .filter(type -> type.includes(answer))
                    .max(Comparator.comparing((MediaType type) -> !type.isWildcardType())
                            .thenComparing(type -> !type.isWildcardSubtype())
                            .thenComparingDouble(MediaType::getQualityValue))
                    .filter(type -> type.getQualityValue() > 0)
                    .isPresent();
        } catch (InvalidMediaTypeException malformed) {
            return true;
        }
    }
}
