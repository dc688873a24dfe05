package com.hiltreview.review;

import com.hiltreview.json.RawJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a row's columns one after the other, in the order in which the statement names them: a page of tasks has more than a
 * thousand, and each look-up by name is work.
 */
final class Columns {
    private final ResultSet row;
    private int column;

    /** @param column the first to read, from 1 */
    Columns(ResultSet row, int column) {
        this.row = row;
        this.column = column - 1;
    }

    @Nullable
    String textOrNull() throws SQLException {
        return row.getString(++column);
    }

    String text() throws SQLException {
        return Objects.requireNonNull(textOrNull());
    }

    @Nullable
    RawJson jsonOrNull() throws SQLException {
        return RawJson.ofNullable(textOrNull());
    }

    @Nullable
    UUID uuidOrNull() throws SQLException {
        return row.getObject(++column, UUID.class);
    }

    UUID uuid() throws SQLException {
        return Objects.requireNonNull(uuidOrNull());
    }

    /** 0 for null. */
    int integer() throws SQLException {
        return row.getInt(++column);
    }

    boolean flag() throws SQLException {
        return row.getBoolean(++column);
    }

    @Nullable
    Instant timeOrNull() throws SQLException {
        var time = row.getObject(++column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    Instant time() throws SQLException {
        return Objects.requireNonNull(timeOrNull());
    }

    void skip(int columns) {
        column += columns;
    }
}
