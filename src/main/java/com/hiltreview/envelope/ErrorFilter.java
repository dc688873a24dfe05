package com.hiltreview.envelope;

import com.hiltreview.error.NotFoundException;
import com.hiltreview.error.RequestIds;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** The outermost filter: gives the request its id, and renders exceptions of the filters inside it. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ErrorFilter extends OncePerRequestFilter {
    private final ErrorTranslator translator;

    ErrorFilter(ErrorTranslator translator) {
        this.translator = translator;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var id = RequestIds.ensure(request, response);
        MDC.put("request_id", id);
        try {
            chain.doFilter(request, response);
            renderBareStatus(request, response);
        } catch (IOException brokenConnection) {
            throw brokenConnection;
        } catch (ServletException | RuntimeException thrown) {
            render(thrown, request, response);
        } finally {
            MDC.remove("request_id");
        }
    }

    /** The actuator answers some unknown paths with a status and no body. */
    private void renderBareStatus(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = response.getStatus();
        if (status < 400 || response.isCommitted() || response.getContentType() != null) {
            return;
        }
        var answer = status == HttpServletResponse.SC_NOT_FOUND
                ? translator.translate(new NotFoundException("path", request.getRequestURI()), request)
                : ErrorAnswer.ofStatus(status, RequestIds.of(request));
        answer.writeTo(response);
    }

    private void render(Exception thrown, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var cause = thrown instanceof ServletException && thrown.getCause() != null ? thrown.getCause() : thrown;
        translator.translate(cause, request).replaceIn(response);
    }
}
