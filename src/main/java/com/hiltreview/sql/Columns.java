package com.hiltreview.sql;

import com.hiltreview.json.RawJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a row's columns one after the other, in the order of the statement. A page of tasks has more than a thousand values,
 * and looking each of them up by its name takes time.
 */
public final class Columns {
    private final ResultSet row;
    private int column;

    /** @param column the first to read, from 1 */
    public Columns(ResultSet row, int column) {
        this.row = row;
        this.column = column - 1;
    }

    public @Nullable String textOrNull() throws SQLException {
        return row.getString(++column);
    }

    public String text() throws SQLException {
        return Objects.requireNonNull(textOrNull());
    }

    public @Nullable RawJson jsonOrNull() throws SQLException {
        return RawJson.ofNullable(textOrNull());
    }

    public @Nullable UUID uuidOrNull() throws SQLException {
        return row.getObject(++column, UUID.class);
    }

    public UUID uuid() throws SQLException {
        return Objects.requireNonNull(uuidOrNull());
    }

    /** 0 for null. */
    public int integer() throws SQLException {
        return row.getInt(++column);
    }

    public @Nullable Integer integerOrNull() throws SQLException {
        return row.getObject(++column, Integer.class);
    }

    public boolean flag() throws SQLException {
        return row.getBoolean(++column);
    }

    public @Nullable Instant timeOrNull() throws SQLException {
        return SqlInstant.readOrNull(row, ++column);
    }

    public Instant time() throws SQLException {
        return Objects.requireNonNull(timeOrNull());
    }

    public void skip(int columns) {
        column += columns;
    }
}
