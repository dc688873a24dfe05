package com.hiltreview.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.testing.ServiceTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Two instances that count in one database. */
class SharedBucketsTests extends ServiceTest {
    private static final int LIMIT = 6;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private DataSource database;

    private final Counted caller = new Counted.Key(UUID.randomUUID());
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void stopTheClock() {
        now = clock.instant();
        clock.stopAt(now);
    }

    /** Counts how often it is asked, and fails while it is away. */
    private static final class CountingDataSource extends DelegatingDataSource {
        private int asked;
        private boolean away;

        CountingDataSource(DataSource database) {
            super(database);
        }

        @Override
        public Connection getConnection() throws SQLException {
            asked++;
            if (away) {
                throw new SQLException("away", "08006");
            }
            return super.getConnection();
        }
    }

    private RateLimits instance(DataSource dataSource, int limit) {
        var settings = new RateLimitSettings(limit, true);
        var beans = new StaticListableBeanFactory();
        beans.addBean("shared", new SharedBuckets(dataSource, settings, clock));
        return new RateLimits(settings, beans.getBeanProvider(SharedBuckets.class), clock);
    }

    private boolean admits(RateLimits instance) {
        return !instance.take(caller).orElseThrow().isRefused();
    }

    @Test
    void countTogetherWhatInstancesLetThrough() {
        var one = instance(database, LIMIT);
        var other = instance(database, LIMIT);
        for (int i = 0; i < LIMIT / 2; i++) {
            assertThat(admits(one)).isTrue();
            assertThat(admits(other)).isTrue();
        }
        assertThat(admits(one)).isFalse();
        var refused = other.take(caller).orElseThrow();
        assertThat(refused.isRefused()).isTrue();
        assertThat(refused.remaining()).isZero();
        assertThat(refused.retryIn()).isEqualTo(Duration.ofSeconds(60 / LIMIT));

        clock.stopAt(now.plusSeconds(60 / LIMIT));
        assertThat(admits(other)).isTrue();
        assertThat(admits(one)).isFalse();
    }

    @Test
    void letAnInstanceCountAHundredthAlone() {
        int limit = 400;
        var counting = new CountingDataSource(database);
        var one = instance(counting, limit);
        var other = instance(database, limit);
        int admitted = 0;
        for (int i = 0; i < limit; i++) {
            admitted += admits(one) ? 1 : 0;
            admitted += admits(other) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(limit + limit / 100);
        // For each 4 that were let through, and where nothing is left not even that.
        assertThat(counting.asked).isEqualTo(43);
    }

    @Test
    void goOnInMemoryWhileTheDatabaseIsAway() {
        var away = new CountingDataSource(database);
        away.away = true;
        var alone = instance(away, LIMIT);
        for (int i = 0; i < LIMIT; i++) {
            assertThat(admits(alone)).isTrue();
        }
        assertThat(admits(alone)).isFalse();
        assertThat(away.asked).as("not asked again at once").isEqualTo(1);
        clock.stopAt(now.plusSeconds(6));
        admits(alone);
        admits(alone);
        assertThat(away.asked).isEqualTo(2);

        away.away = false;
        clock.stopAt(now.plusSeconds(12));
        for (int i = 0; i < LIMIT; i++) {
            assertThat(admits(alone)).as("counted together again").isTrue();
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void areRemovedWhenTheyHaveBeenFullForAWhile() {
        var settings = new RateLimitSettings(LIMIT, true);
        new SharedBuckets(database, settings, clock).take(caller);
        new SharedBuckets(database, settings, clock).clean();
        assertThat(rows()).isEqualTo(1);

        // As if 90 seconds had gone by; here the library goes by the system's clock.
        jdbc.update("update rate_limits set expires_at = expires_at - 90000");
        new SharedBuckets(database, settings, clock).clean();
        assertThat(rows()).isZero();
    }

    private int rows() {
        Integer rows = jdbc.queryForObject(
                "select count(*) from rate_limits where id like ?", Integer.class, "%" + caller.shared());
        return rows == null ? -1 : rows;
    }
}
