import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * What db-scheduler itself does with tasks that do nothing, for comparison with deliveries: executions a second, in a
 * table of its own beside the service's. Arguments: JDBC URL, how many tasks, how many runs.
 */
final class SchedulerNoOps {
    private static final int THREADS = 20;

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        try (var database = new HikariDataSource()) {
            database.setJdbcUrl(arguments[0]);
            database.setMaximumPoolSize(THREADS + 2);
            try (var connection = database.getConnection()) {
                execute(connection, "drop table if exists no_ops");
                execute(connection, "create table no_ops (like scheduled_tasks including all)");
                for (int run = 1; run <= Integer.parseInt(arguments[2]); run++) {
                    execute(connection, """
                            insert into no_ops (task_name, task_instance, execution_time, picked, version)
                            select 'no-op', i, now(), false, 1 from generate_series(1, %d) i
                            """.formatted(count));
                    execute(connection, "vacuum analyze no_ops");
                    System.out.printf("db-scheduler, no-op, run %d: %.0f/s%n", run, count / seconds(database, count));
                }
                execute(connection, "drop table no_ops");
            }
        }
    }

    private static double seconds(HikariDataSource database, int count) throws InterruptedException {
        var left = new CountDownLatch(count);
        var task = Tasks.oneTime("no-op").execute((instance, context) -> left.countDown());
        var scheduler = Scheduler.create(database, task)
                .tableName("no_ops")
                .threads(THREADS)
                .pollUsingLockAndFetch(0.5, 4)
                .pollingInterval(Duration.ofMillis(100))
                .build();
        long start = System.nanoTime();
        scheduler.start();
        left.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        scheduler.stop();
        return seconds;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private SchedulerNoOps() {}
}
