package com.hiltreview.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.AtOnce;
import com.hiltreview.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class DatabaseLookTests {
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private volatile boolean away;
    private final DatabaseLook look = new DatabaseLook(
            new DelegatingDataSource(new DriverManagerDataSource(TestDatabase.url())) {
                @Override
                public Connection getConnection() throws SQLException {
                    connections.incrementAndGet();
                    if (away) {
                        throw new SQLException("away");
                    }
                    return super.getConnection();
                }
            },
            nanos::get);

    @Test
    void takesOneConnectionASecondHoweverManyAsk() {
        assertThat(AtOnce.atOnce(50, i -> look.answers())).containsOnly(true);
        assertThat(connections).hasValue(1);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(AtOnce.atOnce(50, i -> look.answers())).containsOnly(true);
        assertThat(connections).hasValue(2);
    }

    @Test
    void noticesWithinASecondThatTheDatabaseIsAwayAndBack() {
        assertThat(look.answers()).isTrue();
        away = true;
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(look.answers()).isFalse();
        away = false;
        assertThat(look.answers()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(look.answers()).isTrue();
    }
}
