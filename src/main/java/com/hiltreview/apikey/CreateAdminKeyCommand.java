package com.hiltreview.apikey;

import com.hiltreview.audit.Action;
import com.hiltreview.audit.Actor;
import com.hiltreview.audit.AuditEntry;
import com.hiltreview.database.DatabaseCheck;
import com.hiltreview.database.DatabaseUrl;
import com.hiltreview.database.EmbeddedPostgresServer;
import com.hiltreview.id.Ids;
import com.hiltreview.json.VisibleText;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Creates an admin key and shows it once; works while the service runs, too. */
public final class CreateAdminKeyCommand {
    public static final String NAME = "create-admin-key";

    private static final int MAX_NAME = 200;

    private CreateAdminKeyCommand() {}

    /** @return the exit status */
    @SuppressWarnings("SystemOut")
    public static int run(String[] args) {
        var name = args.length == 3 && args[1].equals("--name") ? VisibleText.strip(args[2]) : "";
        if (name.isEmpty() || name.codePointCount(0, name.length()) > MAX_NAME) {
            System.err.println("Usage: java -jar hilt-review.jar create-admin-key --name NAME");
            return 2;
        }
        var out = System.out;
        // Log lines go to the other stream, so that a script reads nothing but the key.
        System.setOut(System.err);
        try {
            out.println(create(name).text());
            return 0;
        } catch (RuntimeException fault) {
            System.err.println("No key was made: " + fault.getMessage());
            return 1;
        }
    }

    private static ApiKeySecret create(String name) {
        var url = System.getenv("DATABASE_URL");
        if (url != null && !VisibleText.isBlank(url)) {
            return insert(DatabaseUrl.parse(url), name);
        }
        var directory = System.getenv("HILT_DATA_DIR");
        var data = Path.of(directory == null || VisibleText.isBlank(directory) ? "./data" : directory);
        var running = EmbeddedPostgresServer.findRunning(data);
        if (running.isPresent()) {
            return insert(running.get(), name);
        }
        try (var server = EmbeddedPostgresServer.start(data)) {
            return insert(server.databaseUrl(), name);
        }
    }

    private static ApiKeySecret insert(DatabaseUrl database, String name) {
        DatabaseCheck.check(database);
        try {
            Flyway.configure()
                    .dataSource(database.jdbcUrl(), database.username(), database.password())
                    .load()
                    .migrate();
        } catch (FlywayException fault) {
            throw DatabaseCheck.unusable(fault);
        }
        var secret = ApiKeySecret.generate(ApiKeyType.ADMIN, ApiKeyEnvironment.LIVE, new SecureRandom());
        var now = Clock.tickMillis(ZoneOffset.UTC).instant();
        var key = new ApiKey(Ids.next(), null, secret, name, now);
        var line = AuditEntry.of(now, Actor.OPERATOR, Action.API_KEY_CREATE, key.id(), null, key.view(null));
        var values = new MapSqlParameterSource(line.values())
                .addValue("id", key.id())
                .addValue("prefix", secret.prefix())
                .addValue("hash", secret.hash())
                .addValue("name", name)
                .addValue("now", Timestamp.from(now));
        var properties = new Properties();
        putIfPresent(properties, "user", database.username());
        putIfPresent(properties, "password", database.password());
        new NamedParameterJdbcTemplate(new DriverManagerDataSource(database.jdbcUrl(), properties))
                .update("""
                with made as (
                    insert into api_keys (id, key_prefix, key_hash, key_type, environment, name, created_at)
                    values (:id, :prefix, :hash, 'ADMIN', 'LIVE', :name, :now)
                    returning id
                )
                """ + AuditEntry.insertFor("made"), values);
        return secret;
    }

    private static void putIfPresent(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }
}
