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
import javax.sql.DataSource;
import org.slf4j.MDC;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Notes the SQL statements that each HTTP request executes, by its {@code X-Request-Id}. */
@TestConfiguration(proxyBeanMethods = false)
public class StatementCounter implements BeanPostProcessor {
    private static final Map<String, List<String>> STATEMENTS = new ConcurrentHashMap<>();

    /** What the request with this id has executed so far, in its order. */
    public static List<String> of(String requestId) {
        return STATEMENTS.getOrDefault(requestId, List.of());
    }

    /** From now on the statements of the request with this id are noted. */
    public static void watch(String requestId) {
        STATEMENTS.put(requestId, new CopyOnWriteArrayList<>());
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
                    case CallableStatement statement -> counting(CallableStatement.class, statement, sql(arguments));
                    case PreparedStatement statement -> counting(PreparedStatement.class, statement, sql(arguments));
                    case Statement statement -> counting(Statement.class, statement, "");
                    case null, default -> result;
                };
            });
        }

        private static String sql(Object[] arguments) {
            return String.valueOf(arguments[0]);
        }

        private static <T> T counting(Class<T> type, T statement, String sql) {
            return proxy(type, (proxy, method, arguments) -> {
                if (method.getName().startsWith("execute")) {
                    note(sql.isEmpty() && arguments != null ? sql(arguments) : sql);
                }
                return call(() -> method.invoke(statement, arguments));
            });
        }

        private static void note(String sql) {
            var requestId = MDC.get("request_id");
            var noted = requestId == null ? null : STATEMENTS.get(requestId);
            if (noted != null) {
                noted.add(sql);
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
