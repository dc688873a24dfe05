package com.hiltreview.sql;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of values for a statement: the columns with their PostgreSQL types, and how each is read from a {@code T}. Each column is
 * one array parameter, so one statement serves any number of rows.
 */
public final class ValueRows<T> {
    private final List<Column<T>> columns;

    private ValueRows(List<Column<T>> columns) {
        this.columns = List.copyOf(columns);
    }

    private record Column<T>(String name, String type, Function<T, ? extends @Nullable Object> value) {
        <U> Column<U> of(Function<U, ? extends @Nullable T> part) {
            return new Column<>(name, type, row -> {
                var found = part.apply(row);
                return found == null ? null : value.apply(found);
            });
        }

        /** Types without an array of their own in JDBC travel as text. */
        private Class<?> sentAs() {
            return switch (type) {
                case "uuid" -> UUID.class;
                case "bytea" -> byte[].class;
                case "integer" -> Integer.class;
                case "boolean" -> Boolean.class;
                default -> String.class;
            };
        }

        private String sentType() {
            return sentAs() == String.class ? "text" : type;
        }

        String parameter() {
            return "cast(? as %s[]) as %s".formatted(sentType(), name);
        }

        String cast() {
            return "cast(given.%1$s as %2$s) as %1$s".formatted(name, type);
        }

        Object values(List<T> rows) {
            var sentAs = sentAs();
            var values = Array.newInstance(sentAs, rows.size());
            for (int i = 0; i < rows.size(); i++) {
                var found = value.apply(rows.get(i));
                Array.set(values, i, found == null || sentAs.isInstance(found) ? found : found.toString());
            }
            return values;
        }
    }

    /** Collects the columns. */
    public static final class Builder<T> {
        private final List<Column<T>> columns = new ArrayList<>();

        private Builder() {}

        /**
         * @param name unique among all columns of the statement
         * @param type in PostgreSQL
         * @param value a UUID, bytes, an Integer or a Boolean for these types; for all others anything whose
         *     {@code toString} is the value's text in PostgreSQL
         */
        public Builder<T> column(String name, String type, Function<T, ? extends @Nullable Object> value) {
            columns.add(new Column<>(name, type, value));
            return this;
        }

        /** Adds the columns of a part of the rows; they are null in rows without this part. */
        public <P> Builder<T> columns(ValueRows<P> others, Function<T, ? extends @Nullable P> part) {
            others.columns.forEach(column -> columns.add(column.of(part)));
            return this;
        }

        public ValueRows<T> build() {
            return new ValueRows<>(columns);
        }
    }

    public static <T> Builder<T> of() {
        return new Builder<>();
    }

    /** The names of the columns, with commas between them. */
    public String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /**
     * A query that returns the rows, with one parameter for each column.
     *
     * <p>{@code offset 0} hides the arrays from the planner. If it knew their length it would expect to gain by planning for each
     * execution, and would plan each anew.
     */
    public String query() {
        return """
                select %s
                from (select %s offset 0) as sent cross join lateral unnest(%s) as given (%s)
                """.formatted(
                joined(Column::cast), joined(Column::parameter), joined(column -> "sent." + column.name()), names());
    }

    private String joined(Function<Column<T>, String> text) {
        return columns.stream().map(text).collect(Collectors.joining(", "));
    }

    /** The parameters of {@link #query}. */
    public Object[] values(List<T> rows) {
        return columns.stream().map(column -> column.values(rows)).toArray();
    }
}
