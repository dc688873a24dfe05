package com.hiltreview.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.hibernate.TransactionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.CannotCreateTransactionException;

class ErrorTranslatorTests {
    private final ErrorTranslator translator = new ErrorTranslator();

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new DataAccessResourceFailureException("the connection broke"), 503),
                Arguments.of(new CannotCreateTransactionException("no connection"), 503),
                Arguments.of(transaction("Unable to rollback", new SQLException("Connection is closed")), 503),
                Arguments.of(transaction("Unable to commit", new SQLException("shutting down", "57P01")), 503),
                Arguments.of(transaction("Unable to commit", new SQLException("a constraint", "23503")), 500),
                Arguments.of(failedStatement(new SQLException("too many clients", "53300")), 503),
                Arguments.of(
                        failedStatement(new SQLException("Ran out of memory", "53200", new OutOfMemoryError())), 500),
                Arguments.of(new CannotCreateTransactionException("no connection", new OutOfMemoryError()), 500),
                Arguments.of(new IllegalStateException("a fault of ours"), 500));
    }

    private static RuntimeException failedStatement(SQLException reported) {
        return new DataAccessResourceFailureException("the statement failed", reported);
    }

    private static RuntimeException transaction(String what, SQLException cause) {
        return new JpaSystemException(new TransactionException(what, cause));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void tellsADatabaseThatIsAwayFromAFaultOfItsOwn(Exception fault, int status) {
        var answer = translator.translate(fault, new MockHttpServletRequest("POST", "/review-tasks"));
        assertThat(answer.status().value()).isEqualTo(status);
        assertThat(answer.headers().containsHeader("Retry-After")).isEqualTo(status == 503);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void doesNotBlameTheDatabaseForAPoolInUse(CapturedOutput output) {
        var request = new MockHttpServletRequest("GET", "/review-tasks");
        var timedOut = "Connection is not available, request timed out after 3000ms (total=16, active=16, idle=0)";
        var inUse = new SQLTransientConnectionException(timedOut);
        assertThat(translator
                        .translate(new CannotCreateTransactionException("no connection", inUse), request)
                        .status()
                        .value())
                .isEqualTo(503);
        assertThat(output).contains("All connections to the database were in use: " + timedOut);

        var away = new SQLTransientConnectionException(timedOut, new SQLException("Connection refused", "08001"));
        translator.translate(new CannotCreateTransactionException("no connection", away), request);
        assertThat(output).contains("The database is out of reach: Connection refused");
    }
}
