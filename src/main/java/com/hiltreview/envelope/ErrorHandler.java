package com.hiltreview.envelope;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Renders exceptions of handlers. */
@RestControllerAdvice
class ErrorHandler {
    private static final Logger log = LoggerFactory.getLogger(ErrorHandler.class);

    private final ErrorTranslator translator;

    ErrorHandler(ErrorTranslator translator) {
        this.translator = translator;
    }

    /** Writes the answer itself, since Spring would log a reset connection as a failure of this method. */
    @ExceptionHandler(Exception.class)
    void handle(Exception thrown, HttpServletRequest request, HttpServletResponse response) {
        var answer = translator.translate(thrown, request);
        try {
            answer.replaceIn(response);
        } catch (IOException clientGone) {
            log.debug("{} {} has nobody to answer", request.getMethod(), request.getRequestURI(), clientGone);
        }
    }
}
