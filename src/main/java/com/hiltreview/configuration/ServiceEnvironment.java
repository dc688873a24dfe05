package com.hiltreview.configuration;

import static org.springframework.core.env.StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.hiltreview.apikey.ApiKeySecret;
import com.hiltreview.database.DatabaseUrl;
import com.hiltreview.database.EmbeddedPostgresServer;
import com.hiltreview.source.AddressBlock;
import com.hiltreview.source.AllowedHosts;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;

/**
 * Reads every environment variable of the contract, refuses the start with one line per fault, and hands the settings to
 * the features as {@code hilt.*} properties.
 */
public class ServiceEnvironment implements EnvironmentPostProcessor {
    private static final String SOURCE_NAME = "hilt-environment";
    private static final int MIN_SESSION_SECRET = 32;
    private static final int ENCRYPTION_KEY_BYTES = 32;
    private static final int MIN_DIFFERENT_CHARACTERS = 8;
    private static final int MAX_SESSION_HOURS = 8760;
    private static final String CALLBACK = "/auth/callback";
    private static final String EXAMPLE_DATABASE = "postgres://hilt:secret@db.example.com:5432/hilt";
    private static final String EXAMPLE_REDIRECT = "https://review.example.com" + CALLBACK;
    private static final Pattern CALLBACK_PATH = Pattern.compile("(?:/[A-Za-z0-9._~-]+)+");
    /** What is read at a fixed path; a test holds it against what is served. */
    private static final Set<String> OWN_PATHS = Set.of(
            "/",
            "/api-keys",
            "/archive",
            "/audit-log",
            "/auth/login",
            "/auth/me",
            "/auth/options",
            "/docs",
            "/error",
            "/health",
            "/login",
            "/openapi.yaml",
            "/review-tasks",
            "/review-tasks/stream",
            "/setup",
            "/sources",
            "/stats",
            "/tasks");

    private static final Pattern DOMAIN = Pattern.compile("[^\\s@*,/:]+");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@*,/:]+");
    private static final Pattern ORIGIN =
            Pattern.compile("(?i)[a-z][a-z0-9+.-]*://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+])(?::\\d+)?/?");
    private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("(?i)localhost|127(?:\\.\\d{1,3}){3}|\\[?::1]?");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    /** Read by the build and the tests, whose environment the service inherits. */
    private static final Set<String> OF_THE_BUILD = Set.of("HILT_BROWSER_TESTS", "HILT_CHROMIUM");
    /** The administrator of a demonstration, unless ADMIN_EMAILS names others. */
    private static final String DEMO_ADMINISTRATOR = "admin@example.com";

    private final Log log;

    public ServiceEnvironment(DeferredLogFactory logs) {
        this.log = logs.getLog(ServiceEnvironment.class);
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var variables = new Variables(environment);
        var settings = read(variables);
        variables.throwIfAnyFault();
        warn(variables, environment, settings);
        // Before the variables themselves: Spring would take HILT_DEMO for hilt.demo as it is written there, unread.
        environment
                .getPropertySources()
                .addBefore(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new MapPropertySource(SOURCE_NAME, settings));
    }

    private void warn(Variables variables, ConfigurableEnvironment environment, Map<String, Object> settings) {
        if (Boolean.FALSE.equals(settings.get("hilt.development")) && variables.text("PUBLIC_URL") == null) {
            log.info("PUBLIC_URL is not set: " + settings.get("hilt.public-url") + " is taken from OAUTH_REDIRECT_URI");
        }
        if (Boolean.TRUE.equals(settings.get("hilt.development"))) {
            log.warn("Development mode: anybody who reaches " + settings.get("server.address")
                    + " can sign in without a password, also as an administrator."
                    + " For production set DATABASE_URL, or HILT_ENV=production");
        }
        var system = environment.getPropertySources().get(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        if (system instanceof EnumerablePropertySource<?> names) {
            variables.unknown(List.of(names.getPropertyNames())).forEach((name, meant) -> {
                if (!OF_THE_BUILD.contains(name)) {
                    log.warn("The environment variable " + name + " is not known and has no effect"
                            + (meant.isEmpty() ? "" : ": is " + meant + " meant?"));
                }
            });
        }
    }

    private static Map<String, Object> read(Variables variables) {
        var settings = new LinkedHashMap<String, Object>();
        var databaseUrl = variables.text("DATABASE_URL");
        boolean development = variables.parsed(
                "HILT_ENV",
                databaseUrl == null,
                "development or production",
                "production",
                value -> switch (value.toLowerCase(Locale.ROOT)) {
                    case "development" -> true;
                    case "production" -> false;
                    default -> null;
                });
        settings.put("hilt.development", development);
        var withoutDatabase = EmbeddedPostgresServer.missingFor().filter(system -> databaseUrl == null);
        withoutDatabase.ifPresent(system -> variables.fault(
                "DATABASE_URL",
                "is required, since this jar has no embedded PostgreSQL for " + system,
                EXAMPLE_DATABASE));
        if (withoutDatabase.isEmpty() && development && variables.text("HILT_ENV") == null) {
            refuseDevelopmentByMistake(variables);
        }
        settings.put("hilt.demo", variables.flag("HILT_DEMO", true) && development);

        int port = variables.integer("PORT", 3000, 0, 65535);
        settings.put("server.port", port);
        settings.put("server.address", variables.text("HOST", development ? "127.0.0.1" : "0.0.0.0"));
        readManagement(variables, port, settings);
        var publicUrl = publicUrl(variables, port, development);
        settings.put("hilt.public-url", publicUrl);
        if (development) {
            settings.put("hilt.web.hosts", ownHosts(settings.get("server.address"), publicUrl));
        }

        var dataDirectory = dataDirectory(variables);
        settings.put("hilt.data-directory", dataDirectory.toString());
        if (databaseUrl != null) {
            readDatabase(variables, databaseUrl, settings);
        }
        readSecrets(variables, development, dataDirectory, settings);
        readSignIn(variables, development, publicUrl, settings);
        readArchive(variables, settings);
        readLimits(variables, settings);

        settings.put("hilt.webhook.allowed-hosts", webhookAllowedHosts(variables));
        settings.put("hilt.webhook.allow-http", variables.flag("WEBHOOK_ALLOW_HTTP", false));
        settings.put("hilt.webhook.allow-loopback", development);
        variables.<String>parsed("LOG_FORMAT", "text", "text or json", "json", value -> switch (value) {
            case "text" -> value;
            case "json" -> {
                settings.put("logging.structured.format.console", "logstash");
                yield value;
            }
            default -> null;
        });
        return settings;
    }

    /** A DATABASE_URL that was lost or misspelled must not open the service to everybody. */
    private static void refuseDevelopmentByMistake(Variables variables) {
        var otherwise = " (or set HILT_ENV=development, where anybody signs in without a password)";
        var host = variables.text("HOST");
        if (host != null && !LOOPBACK_ADDRESS.matcher(host).matches()) {
            variables.fault(
                    "DATABASE_URL", "is required if HOST is not a loopback address" + otherwise, EXAMPLE_DATABASE);
        }
        Stream.of("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "OIDC_ISSUER_URI")
                .filter(name -> variables.text(name) != null)
                .findFirst()
                .ifPresent(name -> variables.fault(
                        "DATABASE_URL", "is required if " + name + " is set" + otherwise, EXAMPLE_DATABASE));
    }

    private static Path dataDirectory(Variables variables) {
        var name = "HILT_DATA_DIR";
        try {
            return Path.of(variables.text(name, "./data"));
        } catch (InvalidPathException notEncodable) {
            variables.fault(
                    name,
                    "is a path that the locale cannot express: choose another one, or start with LC_ALL=C.UTF-8",
                    "/var/lib/hilt-review");
            return Path.of("./data");
        }
    }

    /** Metrics are collected only where there is a port to read them from. */
    private static void readManagement(Variables variables, int port, Map<String, Object> settings) {
        boolean separate = variables.text("MANAGEMENT_PORT") != null;
        settings.put("management.prometheus.metrics.export.enabled", separate);
        settings.put("management.endpoints.web.exposure.include", separate ? "health,prometheus" : "health");
        if (separate) {
            int managementPort = variables.integer("MANAGEMENT_PORT", 3001, 0, 65535);
            if (managementPort == port && port != 0) {
                variables.fault("MANAGEMENT_PORT", "must differ from PORT", "3001");
            }
            settings.put("management.server.address", settings.get("server.address"));
            settings.put("management.server.port", managementPort);
        }
    }

    private static String publicUrl(Variables variables, int port, boolean development) {
        var fallback = development ? "http://localhost:" + port : originOfRedirect(variables, port);
        return variables.parsed(
                "PUBLIC_URL",
                fallback,
                "an https address (http on loopback only)",
                "https://review.example.com",
                value -> {
                    var url = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
                    boolean http = "http".equals(url.getScheme());
                    boolean valid = url.getHost() != null
                            && (http || "https".equals(url.getScheme()))
                            && (!http || development || LOOPBACK.contains(url.getHost()));
                    return valid ? url.toString() : null;
                });
    }

    /** Host names are compared in lower case; an address of IPv6 stands in brackets in a Host header. */
    private static List<String> ownHosts(Object address, String publicUrl) {
        var host = address.toString().toLowerCase(Locale.ROOT);
        return List.of(
                host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host,
                URI.create(publicUrl).getHost().toLowerCase(Locale.ROOT));
    }

    /** The provider sends browsers back to the address that they use, so its origin is the public one. */
    private static String originOfRedirect(Variables variables, int port) {
        var redirect = providerAddress(variables, "OAUTH_REDIRECT_URI", EXAMPLE_REDIRECT);
        return redirect == null
                ? "http://localhost:" + port
                : URI.create(redirect).resolve("/").toString().replaceFirst("/$", "");
    }

    private static void readDatabase(Variables variables, String url, Map<String, Object> settings) {
        try {
            var database = DatabaseUrl.parse(url);
            settings.put("spring.datasource.url", database.jdbcUrl());
            putIfPresent(settings, "spring.datasource.username", database.username());
            putIfPresent(settings, "spring.datasource.password", database.password());
        } catch (IllegalArgumentException malformed) {
            var message = String.valueOf(malformed.getMessage());
            variables.fault("DATABASE_URL", message.replaceFirst("^DATABASE_URL ", ""), EXAMPLE_DATABASE);
        }
    }

    private static void readSecrets(
            Variables variables, boolean development, Path dataDirectory, Map<String, Object> settings) {
        var made = development && !variables.isFaulty("HILT_DATA_DIR") ? made(variables, dataDirectory) : null;
        var encryptionKey = variables.<@Nullable String>parsed(
                "ENCRYPTION_KEY", null, "base64 of 32 random bytes", "$(openssl rand -base64 32)", value -> {
                    var key = Base64.getDecoder().decode(value);
                    var bytes = new String(key, StandardCharsets.ISO_8859_1);
                    return key.length == ENCRYPTION_KEY_BYTES && isVaried(bytes) ? value : null;
                });
        var sessionSecret = variables.<@Nullable String>parsed(
                "SESSION_SECRET",
                null,
                "32 random characters or more",
                "$(openssl rand -base64 32)",
                value -> value.length() >= MIN_SESSION_SECRET && isVaried(value) ? value : null);
        settings.put("hilt.secret.encryption-key", orMade(variables, "ENCRYPTION_KEY", encryptionKey, made));
        settings.put("hilt.secret.session-secret", orMade(variables, "SESSION_SECRET", sessionSecret, made));
        var adminKey = variables.<@Nullable String>parsed(
                "ADMIN_API_KEY",
                null,
                "an admin key with its checksum",
                "(made by: java -jar hilt-review.jar create-admin-key)",
                value -> value.startsWith("hilt_ak_")
                                && ApiKeySecret.parse(value).isPresent()
                        ? value
                        : null);
        putIfPresent(settings, "hilt.admin-api-key", adminKey);
    }

    /** Thirty-two equal characters are as long as a secret, and no secret; random ones are never this alike. */
    private static boolean isVaried(String secret) {
        return secret.chars().distinct().count() >= MIN_DIFFERENT_CHARACTERS;
    }

    private static @Nullable DevelopmentSecrets made(Variables variables, Path dataDirectory) {
        try {
            return DevelopmentSecrets.in(dataDirectory);
        } catch (IOException fault) {
            variables.fault(
                    "HILT_DATA_DIR",
                    "must be a directory that this user may write to (" + dataDirectory.toAbsolutePath() + ": "
                            + reason(fault) + ")",
                    "/var/lib/hilt-review");
            return null;
        }
    }

    private static String reason(IOException fault) {
        return switch (fault) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "is not a directory";
            case FileSystemException failed when failed.getReason() != null -> failed.getReason();
            default -> String.valueOf(fault.getMessage());
        };
    }

    private static String orMade(
            Variables variables, String name, @Nullable String value, @Nullable DevelopmentSecrets made) {
        if (value != null) {
            return value;
        } else if (made != null) {
            return made.get(name);
        }
        if (variables.text(name) == null && !variables.isFaulty("HILT_DATA_DIR")) {
            variables.fault(name, "is required in production", "$(openssl rand -base64 32)");
        }
        return "";
    }

    private static void readSignIn(
            Variables variables, boolean development, String publicUrl, Map<String, Object> settings) {
        readProvider(variables, development, publicUrl, settings);
        settings.put("hilt.sign-in.development", development);
        settings.put(
                "hilt.sign-in.allowed-domains", listOf(variables, "ALLOWED_DOMAINS", DOMAIN, "domains", "example.com"));
        settings.put(
                "hilt.sign-in.allowed-emails",
                listOf(variables, "ALLOWED_EMAILS", EMAIL, "addresses", "jane@example.com"));
        var administrators = listOf(variables, "ADMIN_EMAILS", EMAIL, "addresses", "jane@example.com");
        boolean demo = Boolean.TRUE.equals(settings.get("hilt.demo"));
        settings.put(
                "hilt.sign-in.admin-emails",
                demo && administrators.isEmpty() ? List.of(DEMO_ADMINISTRATOR) : administrators);
        readSessionTimes(variables, settings);
        settings.put("hilt.session.secure-cookie", publicUrl.startsWith("https:"));
        settings.put(
                "hilt.session.same-site",
                variables.parsed(
                        "SESSION_COOKIE_SAMESITE",
                        "Lax",
                        "Lax, Strict or None",
                        "Lax",
                        value -> List.of("Lax", "Strict", "None").contains(value) ? value : null));
        settings.put(
                "hilt.web.cors-origins",
                listOf(variables, "CORS_ORIGIN", ORIGIN, "origins", "https://app.example.com").stream()
                        .map(origin -> origin.replaceFirst("/$", "").toLowerCase(Locale.ROOT))
                        .toList());
        settings.put("hilt.web.public-url", publicUrl);
        settings.put("hilt.web.trusted-proxies", trustedProxies(variables));
    }

    private static void readSessionTimes(Variables variables, Map<String, Object> settings) {
        int timeout = variables.integer("SESSION_TTL_HOURS", 8, 1, MAX_SESSION_HOURS);
        int maximum = variables.integer("SESSION_MAX_HOURS", Math.max(168, timeout), 1, MAX_SESSION_HOURS);
        if (maximum < timeout) {
            variables.fault("SESSION_MAX_HOURS", "must not be less than SESSION_TTL_HOURS", "168");
        }
        settings.put("hilt.session.timeout", timeout + "h");
        settings.put("hilt.session.maximum", maximum + "h");
    }

    /** In CIDR notation. */
    private static List<String> trustedProxies(Variables variables) {
        var name = "TRUSTED_PROXIES";
        var example = "10.0.0.0/8,192.0.2.7";
        var entries = variables.list(name, example);
        var blocks = new ArrayList<String>();
        for (int i = 0; i < entries.size(); i++) {
            try {
                blocks.add(AddressBlock.parse(entries.get(i)).cidr());
            } catch (IllegalArgumentException malformed) {
                variables.fault(name, "entry " + (i + 1) + " " + malformed.getMessage(), example);
            }
        }
        return blocks;
    }

    private static void readLimits(Variables variables, Map<String, Object> settings) {
        int perMinute = variables.integer("RATE_LIMIT_PER_MINUTE", 1000, 0, 1_000_000);
        boolean shared = variables.flag("RATE_LIMIT_SHARED", false);
        settings.put("hilt.rate-limit.per-minute", perMinute);
        settings.put("hilt.rate-limit.shared", shared && perMinute > 0);
    }

    /** In development the sign-in without a password may be enough. */
    private static void readProvider(
            Variables variables, boolean development, String publicUrl, Map<String, Object> settings) {
        var issuer = providerAddress(variables, "OIDC_ISSUER_URI", "https://login.example.com");
        boolean wanted = issuer != null
                || variables.text("GOOGLE_CLIENT_ID") != null
                || variables.text("GOOGLE_CLIENT_SECRET") != null;
        var why = development ? "is required where a provider is configured" : "is required in production";
        if (wanted || !development) {
            require(variables, "GOOGLE_CLIENT_ID", why, "1234-abcd.apps.googleusercontent.com");
            require(variables, "GOOGLE_CLIENT_SECRET", why, "GOCSPX-…");
        }
        if (!development) {
            require(variables, "OAUTH_REDIRECT_URI", why, EXAMPLE_REDIRECT);
        }
        putIfPresent(settings, "hilt.open-id.client-id", variables.text("GOOGLE_CLIENT_ID"));
        putIfPresent(settings, "hilt.open-id.client-secret", variables.text("GOOGLE_CLIENT_SECRET"));
        putIfPresent(settings, "hilt.open-id.issuer-uri", issuer);
        var redirect = providerAddress(variables, "OAUTH_REDIRECT_URI", EXAMPLE_REDIRECT);
        var path = redirect == null ? CALLBACK : callbackPath(redirect);
        if (path == null) {
            variables.fault(
                    "OAUTH_REDIRECT_URI",
                    "must have a path of plain letters and digits that is not one of the service's own",
                    EXAMPLE_REDIRECT);
        }
        settings.put("hilt.open-id.redirect-uri", redirect == null ? publicUrl + CALLBACK : redirect);
        settings.put("hilt.open-id.callback-path", path == null ? CALLBACK : path);
    }

    private static void require(Variables variables, String name, String why, String example) {
        if (variables.text(name) == null) {
            variables.fault(name, why, example);
        }
    }

    private static @Nullable String providerAddress(Variables variables, String name, String example) {
        return variables.<@Nullable String>parsed(
                name, null, "an https address without a query (http on loopback only)", example, value -> {
                    var address = URI.create(value);
                    boolean valid = address.getHost() != null
                            && address.getRawUserInfo() == null
                            && address.getRawQuery() == null
                            && address.getRawFragment() == null
                            && ("https".equals(address.getScheme())
                                    || ("http".equals(address.getScheme()) && LOOPBACK.contains(address.getHost())));
                    return valid ? value : null;
                });
    }

    /** Without the prefix under which each path is served as well; null where something else is served. */
    private static @Nullable String callbackPath(String redirectUri) {
        var path = URI.create(redirectUri).getRawPath().replaceFirst("^/api/v1(?=/)", "");
        return CALLBACK_PATH.matcher(path).matches() && !OWN_PATHS.contains(path) ? path : null;
    }

    private static List<String> listOf(Variables variables, String name, Pattern form, String what, String example) {
        var items = variables.list(name, example);
        if (!items.stream().allMatch(item -> form.matcher(item).matches())) {
            variables.fault(name, "must be a list of " + what, example);
        }
        return items;
    }

    private static List<String> webhookAllowedHosts(Variables variables) {
        var name = "WEBHOOK_ALLOWED_HOSTS";
        var example = "10.0.0.0/8,hooks.internal";
        var hosts = variables.list(name, example);
        try {
            AllowedHosts.parse(hosts);
        } catch (IllegalArgumentException malformed) {
            variables.fault(name, String.valueOf(malformed.getMessage()), example);
        }
        return hosts;
    }

    private static void readArchive(Variables variables, Map<String, Object> settings) {
        settings.put("hilt.archive.after", variables.integer("ARCHIVE_AFTER_DAYS", 7, 0, 36_500) + "d");
        settings.put(
                "hilt.archive.cron",
                variables.parsed(
                        "ARCHIVE_CRON",
                        "0 0 2 * * *",
                        "a cron expression of six fields: second, minute, hour, day, month, day of the week",
                        "\"0 0 2 * * *\"",
                        ServiceEnvironment::cron));
    }

    /** Read by the parser that will run it; refused also where it names no day that ever comes. */
    private static @Nullable String cron(String value) {
        boolean everComes = value.split("\\s+").length == 6
                && new CronSchedule(value, ZoneOffset.UTC)
                        .getInitialExecutionTime(Instant.EPOCH)
                        .isBefore(Schedule.NEVER);
        return everComes ? value : null;
    }

    private static void putIfPresent(Map<String, Object> settings, String name, @Nullable String value) {
        if (value != null) {
            settings.put(name, value);
        }
    }
}
