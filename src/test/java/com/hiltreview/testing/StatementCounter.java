package com.hiltreview.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Notes the SQL statements that each HTTP request executes, by its {@code X-Request-Id}, and if wanted what they read. A test
 * that calls a service itself sets the id as {@code request_id} of the logging context.
 */
@TestConfiguration(proxyBeanMethods = false)
public class StatementCounter implements BeanPostProcessor {
    private static final Map<String, Noted> NOTED = new ConcurrentHashMap<>();

    private static final class Noted {
        final List<String> statements = new CopyOnWriteArrayList<>();
        final AtomicReference<DatabaseReads> reads = new AtomicReference<>(DatabaseReads.NONE);
        final boolean withReads;

        Noted(boolean withReads) {
            this.withReads = withReads;
        }
    }

    /** What the request with this id has executed so far, in its order. */
    public static List<String> of(String requestId) {
        var noted = NOTED.get(requestId);
        return noted == null ? List.of() : noted.statements;
    }

    /** What the statements of the request with this id have read so far, if that is watched. */
    public static DatabaseReads readsOf(String requestId) {
        var noted = NOTED.get(requestId);
        return noted == null ? DatabaseReads.NONE : noted.reads.get();
    }

    /** From now on the statements of the request with this id are noted. */
    public static void watch(String requestId) {
        NOTED.put(requestId, new Noted(false));
    }

    /** Likewise, with what they read; each statement outside of a transaction is given one. */
    public static void watchReads(String requestId) {
        NOTED.put(requestId, new Noted(true));
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource dataSource ? new CountingDataSource(dataSource) : bean;
    }

    private static final class CountingDataSource extends DelegatingDataSource {
        CountingDataSource(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            var connection = super.getConnection();
            return proxy(Connection.class, (proxy, method, arguments) -> {
                var result = call(() -> method.invoke(connection, arguments));
                return switch (result) {
                    case CallableStatement it -> counting(CallableStatement.class, it, connection, sql(arguments));
                    case PreparedStatement it -> counting(PreparedStatement.class, it, connection, sql(arguments));
                    case Statement it -> counting(Statement.class, it, connection, "");
                    case null, default -> result;
                };
            });
        }

        private static String sql(Object[] arguments) {
            return String.valueOf(arguments[0]);
        }

        private static <T> T counting(Class<T> type, T statement, Connection connection, String sql) {
            return proxy(type, (proxy, method, arguments) -> {
                Reflected execution = () -> method.invoke(statement, arguments);
                var noted = method.getName().startsWith("execute") ? noted() : null;
                if (noted == null) {
                    return call(execution);
                }
                noted.statements.add(sql.isEmpty() && arguments != null ? sql(arguments) : sql);
                return noted.withReads ? reading(noted, connection, execution) : call(execution);
            });
        }

        private static @Nullable Noted noted() {
            var requestId = MDC.get("request_id");
            return requestId == null ? null : NOTED.get(requestId);
        }

        /** In a transaction, since PostgreSQL may take its counters away after the end of one. */
        private static Object reading(Noted noted, Connection connection, Reflected execution) throws Throwable {
            boolean alone = connection.getAutoCommit();
            if (alone) {
                connection.setAutoCommit(false);
            }
            try {
                var before = DatabaseReads.soFar(connection);
                var result = call(execution);
                noted.reads.accumulateAndGet(DatabaseReads.soFar(connection).minus(before), DatabaseReads::plus);
                return result;
            } finally {
                if (alone) {
                    connection.setAutoCommit(true);
                }
            }
        }

        private static <T> T proxy(Class<T> type, InvocationHandler handler) {
            return type.cast(
                    Proxy.newProxyInstance(StatementCounter.class.getClassLoader(), new Class<?>[] {type}, handler));
        }

        private static Object call(Reflected call) throws Throwable {
            try {
                return call.invoke();
            } catch (InvocationTargetException failure) {
                throw failure.getTargetException();
            }
        }
    }

    private interface Reflected {
        Object invoke() throws IllegalAccessException, InvocationTargetException;
    }
}
