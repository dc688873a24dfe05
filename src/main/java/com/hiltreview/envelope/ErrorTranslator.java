package com.hiltreview.envelope;

import com.hiltreview.error.ApiException;
import com.hiltreview.error.ErrorCode;
import com.hiltreview.error.InvalidParameterException;
import com.hiltreview.error.RequestIds;
import com.hiltreview.error.ValidationException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns any exception into the error envelope. */
@Component
class ErrorTranslator {
    private static final Logger log = LoggerFactory.getLogger(ErrorTranslator.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    ErrorAnswer translate(Throwable thrown, HttpServletRequest request) {
        var requestId = RequestIds.of(request);
        return switch (thrown) {
            case ApiException failure ->
                ErrorAnswer.of(
                        failure.code(),
                        failure.code().status(),
                        Objects.requireNonNullElse(
                                failure.getMessage(), failure.code().defaultMessage()),
                        failure.details(),
                        failure.headers(),
                        requestId);
            case NoResourceFoundException unknown -> unknownPath(request, requestId);
            case NoHandlerFoundException unknown -> unknownPath(request, requestId);
            case HttpMessageNotReadableException unreadable
            when unreadable.getCause() instanceof ApiException cause -> translate(cause, request);
            case HttpMessageNotReadableException unreadable ->
                translate(ValidationException.ofBody("a JSON body is required"), request);
            case MethodArgumentTypeMismatchException mismatch ->
                translate(new ValidationException(snakeCase(mismatch.getName()), reason(mismatch)), request);
            case MissingServletRequestParameterException missing ->
                translate(new ValidationException(missing.getParameterName(), "is required"), request);
            case MissingRequestValueException missing ->
                translate(ValidationException.ofBody("a required value is missing"), request);
            case org.apache.tomcat.util.http.InvalidParameterException malformed ->
                translate(ValidationException.ofBody("the query string is malformed"), request);
            case RequestRejectedException rejected ->
                translate(
                        ValidationException.ofBody("a header or parameter holds a character that is not allowed"),
                        request);
            case IOException broken -> {
                // The client has disconnected or sent malformed HTTP, so there is nothing to fix.
                log.debug("{} {} broke off", request.getMethod(), request.getRequestURI(), broken);
                yield translate(ValidationException.ofBody("could not be read"), request);
            }
            case ErrorResponse known
            when known.getStatusCode().is4xxClientError() -> {
                var answer = ErrorAnswer.ofStatus(known.getStatusCode().value(), requestId);
                yield new ErrorAnswer(answer.status(), known.getHeaders(), answer.body());
            }
            default ->
                isDatabaseAway(thrown) && !isOutOfMemory(thrown)
                        ? unavailable(thrown, request)
                        : unexpected(thrown, request);
        };
    }

    private static ErrorAnswer unknownPath(HttpServletRequest request, @Nullable String requestId) {
        return ErrorAnswer.ofUnknownPath(request.getRequestURI(), requestId);
    }

    private static String reason(TypeMismatchException mismatch) {
        return NestedExceptionUtils.getMostSpecificCause(mismatch) instanceof InvalidParameterException invalid
                ? invalid.reason()
                : "is malformed";
    }

    /** A path parameter has a Java name; the contract spells it in snake case. */
    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static ErrorAnswer unavailable(Throwable thrown, HttpServletRequest request) {
        var cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        // If the database cannot be reached, the pool's exception has the driver's as its cause.
        log.warn(
                cause instanceof SQLTransientConnectionException
                        ? "All connections to the database were in use: {}"
                        : "The database is out of reach: {}",
                cause.getMessage());
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        var code = ErrorCode.UNAVAILABLE;
        return ErrorAnswer.of(code, code.status(), code.defaultMessage(), Map.of(), headers, RequestIds.of(request));
    }

    private static ErrorAnswer unexpected(Throwable thrown, HttpServletRequest request) {
        log.error("{} {} failed", request.getMethod(), request.getRequestURI(), thrown);
        return ErrorAnswer.of(ErrorCode.INTERNAL_ERROR, RequestIds.of(request));
    }

    /** The driver reports an OutOfMemoryError of this process as a database failure. */
    private static boolean isOutOfMemory(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDatabaseAway(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessResourceFailureException
                    || cause instanceof TransientDataAccessResourceException
                    || cause instanceof QueryTimeoutException
                    || cause instanceof CannotCreateTransactionException
                    || (cause instanceof SQLException sql && isConnectionLoss(sql))
                    || isFailedRollback(cause)) {
                return true;
            }
        }
        return false;
    }

    /** After a connection loss only the failed rollback is reported, without a cause. */
    private static boolean isFailedRollback(Throwable fault) {
        return fault instanceof org.hibernate.TransactionException
                && fault.getCause() instanceof SQLException sql
                && sql.getSQLState() == null;
    }

    /** Class 08 is the connection, 53 is missing resources, 57 is the server shutting down or starting up. */
    private static boolean isConnectionLoss(SQLException sql) {
        var state = sql.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P"));
    }
}
