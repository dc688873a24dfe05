package com.hiltreview.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hiltreview.environment.ConfigurationFaultsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.logging.impl.NoOpLog;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ServiceEnvironmentTests {
    private static final String KEY =
            Base64.getEncoder().encodeToString("abcdefghijklmnopqrstuvwxyz012345".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dataDirectory;

    private final Map<String, Object> variables = new HashMap<>();
    private final Lines log = new Lines();

    /** What the start would log. */
    @SuppressWarnings("serial")
    private static final class Lines extends NoOpLog {
        private final transient List<String> lines = new ArrayList<>();

        @Override
        public void warn(Object message) {
            lines.add("WARN " + message);
        }

        @Override
        public void info(Object message) {
            lines.add("INFO " + message);
        }
    }

    @BeforeEach
    void keepTheDataApart() {
        variables.put("HILT_DATA_DIR", dataDirectory.toString());
    }

    @Test
    void needsNothingInDevelopment() {
        var environment = read();
        assertThat(environment.getProperty("hilt.development")).isEqualTo("true");
        assertThat(environment.getProperty("server.port")).isEqualTo("3000");
        assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
        assertThat(environment.getProperty("hilt.public-url")).isEqualTo("http://localhost:3000");
        assertThat(environment.getProperty("hilt.session.timeout")).isEqualTo("8h");
        assertThat(environment.getProperty("hilt.session.maximum")).isEqualTo("168h");
        assertThat(Base64.getDecoder().decode(environment.getProperty("hilt.secret.encryption-key", "")))
                .hasSize(32);
        assertThat(environment.getProperty("hilt.secret.session-secret", "")).hasSizeGreaterThanOrEqualTo(32);
    }

    @ParameterizedTest
    @CsvSource({
        "HOST,0.0.0.0",
        "HOST,192.168.1.7",
        "HOST,::",
        "HOST,localhost.example.com",
        "GOOGLE_CLIENT_ID,1234",
        "OIDC_ISSUER_URI,https://login.example.com"
    })
    void doesNotOpenUpWhereTheDatabaseWasLost(String name, String value) {
        variables.put(name, value);
        assertThat(names(faults())).contains("DATABASE_URL");
        variables.put("HILT_ENV", "development");
        variables.put("GOOGLE_CLIENT_ID", "1234");
        variables.put("GOOGLE_CLIENT_SECRET", "secret");
        assertThat(read().getProperty("hilt.development")).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({"localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"})
    void opensUpOnLoopbackWithoutBeingTold(String host) {
        variables.put("HOST", host);
        assertThat(read().getProperty("hilt.development")).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({"development,on,true", "development,off,false", "development,0,false", "production,on,false"})
    void makesDemoDataInDevelopmentAlone(String mode, String demo, String made) {
        production();
        variables.put("HILT_ENV", mode);
        variables.put("HILT_DEMO", demo);
        assertThat(read().getProperty("hilt.demo")).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({
        "SESSION_SECRET,ssssssssssssssssssssssssssssssss",
        "SESSION_SECRET,abababababababababababababababab",
        "ENCRYPTION_KEY,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    })
    void refusesSecretsThatAreNone(String name, String value) {
        production();
        variables.put(name, value);
        assertThat(names(faults())).containsExactly(name);
    }

    @Test
    void keepsTheSecretsThatDevelopmentMade() {
        var first = read();
        var second = read();
        for (var name : List.of("hilt.secret.encryption-key", "hilt.secret.session-secret")) {
            assertThat(second.getProperty(name))
                    .isEqualTo(first.getProperty(name))
                    .isNotBlank();
        }
    }

    @Test
    void isProductionWithADatabaseOfItsOwn() {
        production();
        var environment = read();
        assertThat(environment.getProperty("hilt.development")).isEqualTo("false");
        assertThat(environment.getProperty("server.address")).isEqualTo("0.0.0.0");
        assertThat(environment.getProperty("hilt.sign-in.development")).isEqualTo("false");
        assertThat(environment.getProperty("hilt.webhook.allow-loopback")).isEqualTo("false");
        assertThat(environment.getProperty("hilt.session.secure-cookie")).isEqualTo("true");
        assertThat(environment.getProperty("spring.datasource.url", "")).startsWith("jdbc:postgresql://db.test");
    }

    @Test
    void requiresSecretsAndTheGoogleClientInProduction() {
        variables.put("DATABASE_URL", "postgres://hilt:hidden@db.test:5432/hilt");
        assertThat(names(faults()))
                .containsExactlyInAnyOrder(
                        "ENCRYPTION_KEY",
                        "SESSION_SECRET",
                        "GOOGLE_CLIENT_ID",
                        "GOOGLE_CLIENT_SECRET",
                        "OAUTH_REDIRECT_URI");
    }

    @Test
    void requiresThemAlsoInProductionOnTheEmbeddedDatabase() {
        variables.put("HILT_ENV", "production");
        assertThat(names(faults())).contains("ENCRYPTION_KEY", "SESSION_SECRET", "GOOGLE_CLIENT_ID");
    }

    @Test
    void tellsEveryFaultAtOnceWithAnExampleAndNoValue() {
        production();
        variables.put("PORT", "leaked-port");
        variables.put("ENCRYPTION_KEY", "leaked-encryption-key");
        variables.put("SESSION_SECRET", "leaked-session");
        variables.put("ADMIN_API_KEY", "hilt_ak_live_leaked");
        variables.put("PUBLIC_URL", "leaked url");
        variables.put("SESSION_TTL_HOURS", "0");
        variables.put("SESSION_COOKIE_SAMESITE", "leaked");
        variables.put("WEBHOOK_ALLOW_HTTP", "leaked");
        variables.put("ALLOWED_EMAILS", "[leaked");
        variables.put("DATABASE_URL", "leaked://hilt:leaked@db.test/hilt");
        variables.put("LOG_FORMAT", "leaked");
        variables.put("OAUTH_REDIRECT_URI", "");
        variables.put("OIDC_ISSUER_URI", "http://leaked.test");
        variables.put("CORS_ORIGIN", "leaked");
        variables.put("ALLOWED_DOMAINS", "@leaked");
        variables.put("ADMIN_EMAILS", "leaked");
        variables.put("ARCHIVE_CRON", "leaked");
        variables.put("ARCHIVE_AFTER_DAYS", "leaked");
        variables.put("MANAGEMENT_PORT", "leaked");
        var faults = faults();
        assertThat(names(faults))
                .containsExactlyInAnyOrder(
                        "PORT",
                        "ENCRYPTION_KEY",
                        "SESSION_SECRET",
                        "ADMIN_API_KEY",
                        "PUBLIC_URL",
                        "SESSION_TTL_HOURS",
                        "SESSION_COOKIE_SAMESITE",
                        "WEBHOOK_ALLOW_HTTP",
                        "ALLOWED_EMAILS",
                        "DATABASE_URL",
                        "LOG_FORMAT",
                        "OAUTH_REDIRECT_URI",
                        "OIDC_ISSUER_URI",
                        "CORS_ORIGIN",
                        "ALLOWED_DOMAINS",
                        "ADMIN_EMAILS",
                        "ARCHIVE_CRON",
                        "ARCHIVE_AFTER_DAYS",
                        "MANAGEMENT_PORT");
        assertThat(faults)
                .allSatisfy(fault -> assertThat(fault)
                        .doesNotContain("leaked")
                        .doesNotContain("\n")
                        .matches("(\\w+) .+, for example \\1=.+"));
    }

    @Test
    void endsNoSessionBeforeItsTimeWithoutARequest() {
        variables.put("SESSION_TTL_HOURS", "200");
        assertThat(read().getProperty("hilt.session.maximum")).isEqualTo("200h");
        variables.put("SESSION_MAX_HOURS", "200");
        assertThat(read().getProperty("hilt.session.maximum")).isEqualTo("200h");
        variables.put("SESSION_MAX_HOURS", "199");
        assertThat(names(faults())).containsExactly("SESSION_MAX_HOURS");
    }

    @Test
    void takesAnEmptyVariableForAnUnsetOne() {
        for (var name :
                List.of("DATABASE_URL", "HILT_ENV", "PORT", "HOST", "PUBLIC_URL", "ENCRYPTION_KEY", "ADMIN_API_KEY")) {
            variables.put(name, "");
        }
        variables.put("SESSION_TTL_HOURS", "  ");
        var environment = read();
        assertThat(environment.getProperty("hilt.development")).isEqualTo("true");
        assertThat(environment.getProperty("server.port")).isEqualTo("3000");
        assertThat(environment.getProperty("hilt.session.timeout")).isEqualTo("8h");
        assertThat(environment.getProperty("hilt.admin-api-key")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "ON, true", "yes, true", "1, true", "False, false", "off, false", "no, false", "0, false"
    })
    void readsFlagsInAllTheirSpellings(String text, String expected) {
        variables.put("WEBHOOK_ALLOW_HTTP", text);
        assertThat(read().getProperty("hilt.webhook.allow-http")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a@b.test, c@d.test", "[\"a@b.test\",\"c@d.test\"]", "a@b.test,,c@d.test,"})
    void readsListsInBothForms(String text) {
        variables.put("ALLOWED_EMAILS", text);
        assertThat(read().getProperty("hilt.sign-in.allowed-emails", Object.class))
                .isEqualTo(List.of("a@b.test", "c@d.test"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.internal,https://leaked.internal",
                "hooks.internal,leaked.internal:443",
                "hooks.internal,10.0.0.0/99",
                "[\"hooks.internal\",\"leaked internal\"]"
            })
    void tellsWhichWebhookHostIsMalformed(String value) {
        variables.put("WEBHOOK_ALLOWED_HOSTS", value);
        assertThat(faults())
                .containsExactly("WEBHOOK_ALLOWED_HOSTS must list host names, IP addresses and CIDR blocks; entry 2 is"
                        + " none of them, for example WEBHOOK_ALLOWED_HOSTS=10.0.0.0/8,hooks.internal");
    }

    @Test
    void readsWebhookHostsOfEveryKind() {
        variables.put("WEBHOOK_ALLOWED_HOSTS", "hooks.internal, 10.0.0.0/8, 192.168.7.7, fd00::/8, ::1");
        assertThat(read().getProperty("hilt.webhook.allowed-hosts", Object.class))
                .isEqualTo(List.of("hooks.internal", "10.0.0.0/8", "192.168.7.7", "fd00::/8", "::1"));
    }

    @Test
    void needsNoProviderInDevelopmentButAWholeOne() {
        variables.put("HILT_ENV", "development");
        variables.put("OAUTH_REDIRECT_URI", "http://localhost:3000/auth/callback");
        assertThat(read().getProperty("hilt.open-id.client-id")).isNull();
        variables.put("GOOGLE_CLIENT_SECRET", "hidden");
        assertThat(names(faults())).containsExactly("GOOGLE_CLIENT_ID");
        variables.put("GOOGLE_CLIENT_ID", "id");
        variables.remove("GOOGLE_CLIENT_SECRET");
        assertThat(names(faults())).containsExactly("GOOGLE_CLIENT_SECRET");
        variables.clear();
        variables.put("HILT_ENV", "development");
        variables.put("OIDC_ISSUER_URI", "https://login.acme.test");
        assertThat(names(faults())).containsExactly("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET");
    }

    @Test
    void handsTheProviderOn() {
        production();
        variables.put("OIDC_ISSUER_URI", "https://login.acme.test/realms/hilt");
        var environment = read();
        assertThat(environment.getProperty("hilt.open-id.client-id")).isEqualTo("id");
        assertThat(environment.getProperty("hilt.open-id.client-secret")).isEqualTo("hidden");
        assertThat(environment.getProperty("hilt.open-id.issuer-uri")).isEqualTo("https://login.acme.test/realms/hilt");
        assertThat(environment.getProperty("hilt.open-id.redirect-uri"))
                .isEqualTo("https://review.acme.test/auth/callback");
        assertThat(environment.getProperty("hilt.open-id.callback-path")).isEqualTo("/auth/callback");
    }

    @Test
    void comesBackToThePublicAddressUnlessToldOtherwise() {
        variables.put("HILT_ENV", "development");
        variables.put("GOOGLE_CLIENT_ID", "id");
        variables.put("GOOGLE_CLIENT_SECRET", "hidden");
        variables.put("PUBLIC_URL", "http://127.0.0.1:3100/");
        var environment = read();
        assertThat(environment.getProperty("hilt.open-id.redirect-uri"))
                .isEqualTo("http://127.0.0.1:3100/auth/callback");
        assertThat(environment.getProperty("hilt.open-id.issuer-uri")).isNull();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            https://review.acme.test/auth/callback,           /auth/callback
            https://review.acme.test/api/v1/auth/callback,    /auth/callback
            https://review.acme.test/login/oauth2/code/google, /login/oauth2/code/google
            https://review.acme.test/oidc-return_1.x~y,       /oidc-return_1.x~y
            https://review.acme.test:8443/callback,           /callback
            http://localhost:3000/callback,                   /callback
            http://127.0.0.1/callback,                        /callback
            http://[::1]:3000/callback,                       /callback
            http://review.acme.test/callback,                 -
            https://review.acme.test,                         -
            https://review.acme.test/,                        -
            https://review.acme.test/login,                   -
            https://review.acme.test/health,                  -
            https://review.acme.test/api/v1/review-tasks,     -
            https://review.acme.test/auth/{callback},         -
            https://review.acme.test/**,                      -
            https://review.acme.test/a%2Fb,                   -
            https://review.acme.test/callback/,               -
            https://review.acme.test/callback?x=1,            -
            https://review.acme.test/callback#x,              -
            https://user@review.acme.test/callback,           -
            ftp://review.acme.test/callback,                  -
            javascript:alert(1),                              -
            /auth/callback,                                   -
            """)
    void takesTheWayBackFromAnyPathThatIsFree(String uri, @Nullable String path) {
        production();
        variables.put("OAUTH_REDIRECT_URI", uri);
        if (path == null) {
            assertThat(names(faults())).containsExactly("OAUTH_REDIRECT_URI");
        } else {
            assertThat(read().getProperty("hilt.open-id.callback-path")).isEqualTo(path);
            assertThat(read().getProperty("hilt.open-id.redirect-uri")).isEqualTo(uri);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.acme.test, true",
        "https://login.acme.test/realms/hilt/, true",
        "http://localhost:8080/default, true",
        "http://login.acme.test, false",
        "https://login.acme.test?x, false",
        "login.acme.test, false",
        "https://, false",
        "not a url, false"
    })
    void wantsAnHttpsIssuerUnlessItIsLoopback(String issuer, boolean accepted) {
        production();
        variables.put("OIDC_ISSUER_URI", issuer);
        if (accepted) {
            assertThat(read().getProperty("hilt.open-id.issuer-uri")).isEqualTo(issuer);
        } else {
            assertThat(names(faults())).containsExactly("OIDC_ISSUER_URI");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALLOWED_DOMAINS | @acme.test
            ALLOWED_DOMAINS | acme.test, *.acme.test
            ALLOWED_DOMAINS | https://acme.test
            ALLOWED_DOMAINS | jo@acme.test
            ALLOWED_DOMAINS | acme.test; other.test
            ALLOWED_EMAILS  | acme.test
            ALLOWED_EMAILS  | ["jo@acme.test","@acme.test"]
            ADMIN_EMAILS    | jo
            ADMIN_EMAILS    | jo@acme.test sam@acme.test
            CORS_ORIGIN     | *
            CORS_ORIGIN     | null
            CORS_ORIGIN     | app.acme.test
            CORS_ORIGIN     | https://app.acme.test/path
            CORS_ORIGIN     | https://*.acme.test
            """)
    void refusesListsThatWouldLetInNobodyOrEverybody(String name, String value) {
        variables.put(name, value);
        assertThat(names(faults())).containsExactly(name);
    }

    @Test
    void readsListsOfOriginsAndDomains() {
        variables.put("CORS_ORIGIN", "https://App.acme.test/, http://localhost:5173,http://[::1]:5173");
        variables.put("ALLOWED_DOMAINS", "[\"Acme.test\", \"localhost\"]");
        var environment = read();
        assertThat(environment.getProperty("hilt.web.cors-origins", Object.class))
                .isEqualTo(List.of("https://app.acme.test", "http://localhost:5173", "http://[::1]:5173"));
        assertThat(environment.getProperty("hilt.sign-in.allowed-domains", Object.class))
                .isEqualTo(List.of("Acme.test", "localhost"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://review.acme.test, true",
        "https://review.acme.test/, true",
        "http://localhost:3000, true",
        "http://127.0.0.1:3000, true",
        "http://review.acme.test, false",
        "ftp://review.acme.test, false",
        "review.acme.test, false",
        "https://, false"
    })
    void wantsAnHttpsAddressInProductionUnlessItIsLoopback(String url, boolean accepted) {
        production();
        variables.put("PUBLIC_URL", url);
        if (accepted) {
            assertThat(read().getProperty("hilt.public-url", "")).doesNotEndWith("/");
        } else {
            assertThat(names(faults())).containsExactly("PUBLIC_URL");
        }
    }

    @Test
    void readsProxiesAsBlocksOfAddresses() {
        variables.put("TRUSTED_PROXIES", "[\"10.0.0.0/8\", \"192.0.2.7\", \"fd00::/8\", \"::ffff:192.0.2.0/120\"]");
        assertThat(read().getProperty("hilt.web.trusted-proxies", Object.class))
                .isEqualTo(List.of("10.0.0.0/8", "192.0.2.7/32", "fd00:0:0:0:0:0:0:0/8", "192.0.2.0/24"));
    }

    @Test
    void tellsEachProxyThatIsNoAddressInALineOfItsOwn() {
        variables.put("TRUSTED_PROXIES", "10.0.0.0/33, 192.0.2.7, leaked.internal, *");
        assertThat(faults())
                .containsExactly(
                        "TRUSTED_PROXIES entry 1 must have at most as many bits as the address, for example"
                                + " TRUSTED_PROXIES=10.0.0.0/8,192.0.2.7",
                        "TRUSTED_PROXIES entry 3 must be an IP address or a CIDR block, for example"
                                + " TRUSTED_PROXIES=10.0.0.0/8,192.0.2.7",
                        "TRUSTED_PROXIES entry 4 must be an IP address or a CIDR block, for example"
                                + " TRUSTED_PROXIES=10.0.0.0/8,192.0.2.7");
    }

    @Test
    void limitsAThousandRequestsAMinuteUnlessToldOtherwise() {
        assertThat(read().getProperty("hilt.rate-limit.per-minute")).isEqualTo("1000");
        assertThat(read().getProperty("hilt.rate-limit.shared")).isEqualTo("false");
        variables.put("RATE_LIMIT_SHARED", "on");
        assertThat(read().getProperty("hilt.rate-limit.shared")).isEqualTo("true");
        variables.put("RATE_LIMIT_PER_MINUTE", "0");
        assertThat(read().getProperty("hilt.rate-limit.shared"))
                .as("nothing to share")
                .isEqualTo("false");
        variables.put("RATE_LIMIT_PER_MINUTE", "-1");
        variables.put("RATE_LIMIT_SHARED", "perhaps");
        assertThat(names(faults())).containsExactly("RATE_LIMIT_PER_MINUTE", "RATE_LIMIT_SHARED");
    }

    @Test
    void archivesAfterSevenDaysAtTwoUnlessToldOtherwise() {
        assertThat(read().getProperty("hilt.archive.after")).isEqualTo("7d");
        assertThat(read().getProperty("hilt.archive.cron")).isEqualTo("0 0 2 * * *");
        variables.put("ARCHIVE_AFTER_DAYS", "0");
        variables.put("ARCHIVE_CRON", "*/30 15 3 * * MON-FRI");
        assertThat(read().getProperty("hilt.archive.after")).isEqualTo("0d");
        assertThat(read().getProperty("hilt.archive.cron")).isEqualTo("*/30 15 3 * * MON-FRI");
    }

    @ParameterizedTest
    @ValueSource(strings = {"at night", "0 2 * * *", "0 0 25 * * *", "0 0 2 * * * 2027", "0 0 2 30 2 *", "-", "@daily"})
    void refusesACronThatIsNoneOrNeverComes(String cron) {
        variables.put("ARCHIVE_CRON", cron);
        assertThat(names(faults())).containsExactly("ARCHIVE_CRON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "a week", "7d", "36501"})
    void refusesDaysOfArchivingThatAreNoDays(String days) {
        variables.put("ARCHIVE_AFTER_DAYS", days);
        assertThat(names(faults())).containsExactly("ARCHIVE_AFTER_DAYS");
    }

    @Test
    void collectsMetricsOnlyForAPortOfTheirOwn() {
        variables.put("HILT_ENV", "development");
        assertThat(read().getProperty("management.endpoints.web.exposure.include"))
                .isEqualTo("health");
        assertThat(read().getProperty("management.prometheus.metrics.export.enabled"))
                .isEqualTo("false");
        variables.put("MANAGEMENT_PORT", "3001");
        variables.put("HOST", "192.0.2.1");
        var environment = read();
        assertThat(environment.getProperty("management.endpoints.web.exposure.include"))
                .isEqualTo("health,prometheus");
        assertThat(environment.getProperty("management.prometheus.metrics.export.enabled"))
                .isEqualTo("true");
        assertThat(environment.getProperty("management.server.port")).isEqualTo("3001");
        assertThat(environment.getProperty("management.server.address")).isEqualTo("192.0.2.1");
    }

    @Test
    void refusesAManagementPortThatIsTheServicesOwn() {
        variables.put("PORT", "3100");
        variables.put("MANAGEMENT_PORT", "3100");
        assertThat(names(faults())).containsExactly("MANAGEMENT_PORT");
    }

    @Test
    void warnsOfTheSignInThatIsOpenToEverybody() {
        read();
        assertThat(log.lines).singleElement(InstanceOfAssertFactories.STRING).startsWith("WARN Development mode: ");
        log.lines.clear();
        production();
        read();
        assertThat(log.lines).isEmpty();
    }

    @Test
    void warnsOfNamesThatAreAlmostOurs() {
        production();
        variables.putAll(Map.of(
                "DATABSE_URL", "x",
                "GOOGLE_CLIENTID", "x",
                "HILT_DATADIR", "x",
                "HILT_TOKEN", "x",
                "HILT_DELIVERY_SLOTS", "64",
                "SORT", "x",
                "PATH", "/bin"));
        read();
        assertThat(log.lines)
                .containsExactly(
                        "WARN The environment variable DATABSE_URL is not known and has no effect: is DATABASE_URL meant?",
                        "WARN The environment variable GOOGLE_CLIENTID is not known and has no effect: is"
                                + " GOOGLE_CLIENT_ID meant?",
                        "WARN The environment variable HILT_DATADIR is not known and has no effect: is HILT_DATA_DIR"
                                + " meant?",
                        "WARN The environment variable HILT_TOKEN is not known and has no effect");
    }

    @Test
    void takesThePublicAddressOfProductionFromTheWayBack() {
        production();
        variables.remove("PUBLIC_URL");
        variables.put("OAUTH_REDIRECT_URI", "https://review.acme.test:8443/api/v1/auth/callback");
        var environment = read();
        assertThat(environment.getProperty("hilt.public-url")).isEqualTo("https://review.acme.test:8443");
        assertThat(environment.getProperty("hilt.session.secure-cookie")).isEqualTo("true");
        assertThat(log.lines)
                .containsExactly("INFO PUBLIC_URL is not set: https://review.acme.test:8443 is taken from"
                        + " OAUTH_REDIRECT_URI");
    }

    @Test
    void namesTheVariableOfADataDirectoryThatIsAFile() throws Exception {
        variables.put(
                "HILT_DATA_DIR", Files.createFile(dataDirectory.resolve("file")).toString());
        assertThat(faults())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("HILT_DATA_DIR must be a directory that this user may write to (")
                .contains("is not a directory");
    }

    @Test
    void namesTheVariableOfADataDirectoryThatIsNoPath() {
        variables.put("HILT_DATA_DIR", "no\0path");
        assertThat(names(faults())).containsExactly("HILT_DATA_DIR");
    }

    @Test
    void hasAnAdministratorForADemonstration() {
        assertThat(read().getProperty("hilt.sign-in.admin-emails", Object.class))
                .isEqualTo(List.of("admin@example.com"));
        variables.put("ADMIN_EMAILS", "jo@acme.test");
        assertThat(read().getProperty("hilt.sign-in.admin-emails", Object.class))
                .isEqualTo(List.of("jo@acme.test"));
        variables.remove("ADMIN_EMAILS");
        variables.put("HILT_DEMO", "off");
        assertThat(read().getProperty("hilt.sign-in.admin-emails", Object.class))
                .isEqualTo(List.of());
        variables.remove("HILT_DEMO");
        production();
        assertThat(read().getProperty("hilt.sign-in.admin-emails", Object.class))
                .isEqualTo(List.of());
    }

    private void production() {
        variables.put("DATABASE_URL", "postgres://hilt:hidden@db.test:5432/hilt");
        variables.put("ENCRYPTION_KEY", KEY);
        variables.put("SESSION_SECRET", "a-secret-of-32-characters-and-so");
        variables.put("GOOGLE_CLIENT_ID", "id");
        variables.put("GOOGLE_CLIENT_SECRET", "hidden");
        variables.put("OAUTH_REDIRECT_URI", "https://review.acme.test/auth/callback");
        variables.put("PUBLIC_URL", "https://review.acme.test");
    }

    private StandardEnvironment read() {
        var environment = new StandardEnvironment();
        var name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        ConfigurationPropertySources.attach(environment);
        new ServiceEnvironment(destination -> log).postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }

    private List<String> faults() {
        var thrown = assertThatExceptionOfType(ConfigurationFaultsException.class)
                .isThrownBy(this::read)
                .actual();
        var analysis = new ConfigurationFaultsAnalyzer().analyze(thrown);
        assertThat(analysis).isNotNull();
        assertThat(analysis == null ? "" : analysis.getDescription())
                .isEqualTo(String.join(System.lineSeparator(), thrown.faults()));
        return thrown.faults();
    }

    private static List<String> names(List<String> faults) {
        return faults.stream().map(fault -> fault.split(" ", 2)[0]).toList();
    }
}
