package com.hiltreview.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hiltreview.testing.ServiceTest;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class StatementTimeoutTests extends ServiceTest {
    @Test
    void endsAStatementThatTakesTooLong() {
        assertThat(jdbc.queryForObject("show statement_timeout", String.class)).isEqualTo("20s");
    }

    /** The error envelope makes 503 with Retry-After of that. */
    @Test
    void isToldFromAFault(@Autowired PlatformTransactionManager transactions) {
        var transaction = new TransactionTemplate(transactions);
        assertThatExceptionOfType(QueryTimeoutException.class)
                .isThrownBy(() -> transaction.execute(status -> {
                    jdbc.execute("set local statement_timeout = '50ms'");
                    return Objects.requireNonNull(jdbc.queryForList("select pg_sleep(10)"));
                }));
    }
}
