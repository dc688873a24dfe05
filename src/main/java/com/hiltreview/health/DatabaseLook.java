package com.hiltreview.health;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Whether the database answers. It is queried at most once a second, because anybody may call this without credentials, and
 * each query takes a connection from the pool.
 */
@Component
class DatabaseLook {
    private static final Duration VALID_FOR = Duration.ofSeconds(1);
    private static final int TIMEOUT_SECONDS = 2;
    private static final Boolean ONE_ENTRY = true;

    private final DataSource database;
    private final LoadingCache<Boolean, Boolean> answers;

    @Autowired
    DatabaseLook(DataSource database) {
        this(database, Ticker.systemTicker());
    }

    DatabaseLook(DataSource database, Ticker ticker) {
        this.database = database;
        this.answers = Caffeine.newBuilder()
                .expireAfterWrite(VALID_FOR)
                .ticker(ticker)
                .executor(Runnable::run)
                .build(entry -> look());
    }

    /** Callers that arrive during a query wait for its result. */
    boolean answers() {
        return Boolean.TRUE.equals(answers.get(ONE_ENTRY));
    }

    private boolean look() {
        try (var connection = database.getConnection()) {
            return connection.isValid(TIMEOUT_SECONDS);
        } catch (SQLException away) {
            return false;
        }
    }
}
