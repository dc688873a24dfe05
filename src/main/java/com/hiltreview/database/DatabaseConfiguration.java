package com.hiltreview.database;

import java.nio.file.Path;
import java.util.Objects;
import org.hibernate.type.format.jackson.Jackson3JsonFormatMapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Starts the embedded PostgreSQL if there is no DATABASE_URL. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    private static final Logger log = LoggerFactory.getLogger(DatabaseConfiguration.class);

    /** How to connect to the embedded database. */
    private record EmbeddedConnection(DatabaseUrl url) implements JdbcConnectionDetails {
        @Override
        public String getJdbcUrl() {
            return url.jdbcUrl();
        }

        @Override
        public String getUsername() {
            return Objects.requireNonNull(url.username());
        }

        @Override
        public @Nullable String getPassword() {
            return url.password();
        }
    }

    @Bean
    @ConditionalOnProperty(name = "spring.datasource.url", matchIfMissing = true, havingValue = "embedded")
    JdbcConnectionDetails embeddedDatabase(
            @Value("${hilt.data-directory}") Path dataDirectory, @Value("${hilt.development}") boolean development) {
        if (!development) {
            log.warn(
                    "This is production on the embedded database: {} is all there is of its data, for one instance only."
                            + " Set DATABASE_URL, or back that directory up",
                    dataDirectory.toAbsolutePath());
        }
        var server = EmbeddedPostgresServer.start(dataDirectory);
        // A supervisor (Docker, systemd) restarts the service; without a database it could only answer with errors.
        server.keepRunning(() -> System.exit(1));
        // Runs after the context is closed, so that the database is still there for its last statements.
        SpringApplication.getShutdownHandlers().add(server::close);
        return new EmbeddedConnection(server.databaseUrl());
    }

    /** springdoc depends on Jackson 2, which Hibernate would otherwise use for JSON columns. */
    @Bean
    HibernatePropertiesCustomizer jackson3ForJsonColumns(JsonMapper mapper) {
        return properties -> properties.put("hibernate.type.json_format_mapper", new Jackson3JsonFormatMapper(mapper));
    }
}
