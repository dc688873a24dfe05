package com.hiltreview.configuration;

import static org.springframework.core.env.StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

import com.hiltreview.apikey.ConfiguredAdminKey;
import com.hiltreview.archive.ArchiveSettings;
import com.hiltreview.database.DatabaseUrl;
import com.hiltreview.database.EmbeddedPostgresServer;
import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import com.hiltreview.ratelimit.RateLimitSettings;
import com.hiltreview.reviewer.OpenIdSettings;
import com.hiltreview.reviewer.SignInSettings;
import com.hiltreview.secret.SecretSettings;
import com.hiltreview.session.SessionSettings;
import com.hiltreview.web.WebSettings;
import com.hiltreview.webhook.WebhookSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;

/**
 * Has each room read its environment variables, refuses the start with one line per fault, and hands the settings on as
 * properties.
 */
public class ServiceEnvironment implements EnvironmentPostProcessor {
    private static final String SOURCE_NAME = "hilt-environment";
    private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("(?i)localhost|127(?:\\.\\d{1,3}){3}|\\[?::1]?");
    /** Read by the build and the tests, whose environment the service inherits. */
    private static final Set<String> OF_THE_BUILD = Set.of("HILT_BROWSER_TESTS", "HILT_CHROMIUM");

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
        // Before the variables themselves: Spring would bind HILT_DEMO to hilt.demo as it was written, unparsed.
        environment
                .getPropertySources()
                .addBefore(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new MapPropertySource(SOURCE_NAME, settings));
    }

    private static Map<String, Object> read(Variables variables) {
        var settings = new Settings();
        boolean development = readMode(variables);
        boolean demo = variables.flag("HILT_DEMO", true) && development;
        settings.put("hilt.development", development);
        settings.put("hilt.demo", demo);

        int port = ServerSettings.readPort(variables, settings);
        var host = ServerSettings.readHost(variables, development, settings);
        ServerSettings.readManagement(variables, port, host, settings);
        var publicUrl = ServerSettings.readPublicUrl(variables, port, development, settings);

        var dataDirectory = dataDirectory(variables);
        settings.put("hilt.data-directory", dataDirectory.toString());
        DatabaseUrl.read(variables, settings);
        SecretSettings.read(variables, development, dataDirectory, settings);
        ConfiguredAdminKey.read(variables, settings);
        OpenIdSettings.read(variables, development, publicUrl, settings);
        SignInSettings.read(variables, development, demo, settings);
        SessionSettings.read(variables, publicUrl, settings);
        WebSettings.read(variables, development, host, publicUrl, settings);
        ArchiveSettings.read(variables, settings);
        RateLimitSettings.read(variables, settings);
        WebhookSettings.read(variables, development, settings);
        ServerSettings.readLogFormat(variables, settings);
        return settings.asMap();
    }

    /** Whether this is development, where anybody signs in without a password. */
    private static boolean readMode(Variables variables) {
        boolean embedded = variables.text(DatabaseUrl.VARIABLE) == null;
        boolean development = variables.parsed(
                "HILT_ENV", embedded, "development or production", "production", value -> switch (value.toLowerCase(
                        Locale.ROOT)) {
                    case "development" -> true;
                    case "production" -> false;
                    default -> null;
                });
        var unsupported = EmbeddedPostgresServer.missingFor().filter(system -> embedded);
        unsupported.ifPresent(system -> variables.fault(
                DatabaseUrl.VARIABLE,
                "is required, since this jar has no embedded PostgreSQL for " + system,
                DatabaseUrl.EXAMPLE));
        if (unsupported.isEmpty() && development && variables.text("HILT_ENV") == null) {
            refuseDevelopmentByMistake(variables);
        }
        return development;
    }

    /** A DATABASE_URL that was lost or misspelled must not open the service to everybody. */
    private static void refuseDevelopmentByMistake(Variables variables) {
        var otherwise = " (or set HILT_ENV=development, where anybody signs in without a password)";
        var host = variables.text("HOST");
        if (host != null && !LOOPBACK_ADDRESS.matcher(host).matches()) {
            variables.fault(
                    DatabaseUrl.VARIABLE,
                    "is required if HOST is not a loopback address" + otherwise,
                    DatabaseUrl.EXAMPLE);
        }
        Stream.of("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "OIDC_ISSUER_URI")
                .filter(name -> variables.text(name) != null)
                .findFirst()
                .ifPresent(name -> variables.fault(
                        DatabaseUrl.VARIABLE, "is required if " + name + " is set" + otherwise, DatabaseUrl.EXAMPLE));
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

    private void warn(Variables variables, ConfigurableEnvironment environment, Map<String, Object> settings) {
        boolean development = Boolean.TRUE.equals(settings.get("hilt.development"));
        if (!development && variables.text("PUBLIC_URL") == null) {
            log.info("PUBLIC_URL is not set: " + settings.get("hilt.public-url") + " is taken from OAUTH_REDIRECT_URI");
        }
        if (development) {
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
}
