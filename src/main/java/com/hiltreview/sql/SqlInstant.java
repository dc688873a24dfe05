package com.hiltreview.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads columns of type {@code timestamptz}; the driver gives them as {@link OffsetDateTime}. */
public final class SqlInstant {
    private SqlInstant() {}

    public static Instant read(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(readOrNull(row, column));
    }

    public static @Nullable Instant readOrNull(ResultSet row, String column) throws SQLException {
        return toInstant(row.getObject(column, OffsetDateTime.class));
    }

    static @Nullable Instant readOrNull(ResultSet row, int column) throws SQLException {
        return toInstant(row.getObject(column, OffsetDateTime.class));
    }

    private static @Nullable Instant toInstant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
