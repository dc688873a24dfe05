package com.hiltreview.error;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Renders whatever a handler threw. */
@RestControllerAdvice
class ErrorHandler {
    private final ErrorTranslator translator;

    ErrorHandler(ErrorTranslator translator) {
        this.translator = translator;
    }

    @ExceptionHandler(Exception.class)
    ResponseEntity<byte[]> handle(Exception thrown, HttpServletRequest request) {
        var answer = translator.translate(thrown, request);
        return ResponseEntity.status(answer.status())
                .headers(answer.headers())
                .contentType(MediaType.APPLICATION_JSON)
                .body(answer.body().toJson());
    }
}
