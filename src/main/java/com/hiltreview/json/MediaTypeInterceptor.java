package com.hiltreview.json;

import com.hiltreview.error.MediaTypeException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses bodies that are not JSON and callers that do not take what is answered, before a handler has done anything. */
class MediaTypeInterceptor implements HandlerInterceptor {
    private static final MediaType MERGE_PATCH = MediaType.parseMediaType("application/merge-patch+json");

    private final MediaType answer;

    /** @param answer what the handlers answer with */
    MediaTypeInterceptor(MediaType answer) {
        this.answer = answer;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod)) {
            // It looks for a static file: an unknown path is 404 whatever is sent there.
            return true;
        }
        if (hasBody(request) && (!isJson(request.getContentType(), request.getMethod()) || isEncoded(request))) {
            throw MediaTypeException.unsupported();
        }
        if (!redirects(handler) && !acceptsAnswer(Collections.list(request.getHeaders("Accept")))) {
            throw MediaTypeException.notAcceptable();
        }
        return true;
    }

    /** Such an answer has no body, and is for browsers, who ask for a page. */
    private static boolean redirects(Object handler) {
        return handler instanceof HandlerMethod method
                && ResolvableType.forMethodReturnType(method.getMethod())
                        .as(ResponseEntity.class)
                        .getGeneric(0)
                        .resolve(Object.class)
                        .equals(Void.class);
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

    private boolean acceptsAnswer(List<String> headers) {
        var accepted = String.join(",", headers);
        if (accepted.isBlank()) {
            return true;
        }
        try {
            // The most specific range that fits counts, so that application/json;q=0 wins over */*.
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
