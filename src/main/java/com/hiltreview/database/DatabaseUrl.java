package com.hiltreview.database;

import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The address of a PostgreSQL database in the form that JDBC wants, read from a DATABASE_URL.
 *
 * @param jdbcUrl without user and password
 */
public record DatabaseUrl(
        String jdbcUrl, @Nullable String username, @Nullable String password) {

    public static final String VARIABLE = "DATABASE_URL";
    public static final String EXAMPLE = "postgres://hilt:secret@db.example.com:5432/hilt";

    private static final String JDBC_PREFIX = "jdbc:postgresql:";
    private static final String DEFAULT_PORT = "5432";
    private static final Pattern URI = Pattern.compile("postgres(?:ql)?://(?<authority>[^/?]*)(?<tail>.*)");
    private static final Pattern HOST = Pattern.compile("(?<name>\\[[0-9A-Fa-f:.]+]|[\\w.-]+)(?::(?<port>\\d*))?");
    private static final Pattern PARAMETER_NAME = Pattern.compile("\\w{1,40}");
    private static final String ESCAPES =
            "; in a user name or password write % as %25, / as %2F, : as %3A, ? as %3F and @ as %40";

    /** Sets nothing without the variable; then the embedded PostgreSQL is used. */
    public static void read(Variables variables, Settings settings) {
        var url = variables.text(VARIABLE);
        if (url == null) {
            return;
        }
        try {
            var database = parse(url);
            settings.put("spring.datasource.url", database.jdbcUrl());
            settings.put("spring.datasource.username", database.username());
            settings.put("spring.datasource.password", database.password());
        } catch (IllegalArgumentException malformed) {
            var message = String.valueOf(malformed.getMessage());
            variables.fault(VARIABLE, message.replaceFirst("^DATABASE_URL ", ""), EXAMPLE);
        }
    }

    /**
     * Reads {@code postgres://user:password@host:port/database?sslmode=…} (or {@code postgresql://…}, with one host or
     * several), translating the parameters of libpq to those of the JDBC driver, or a {@code jdbc:postgresql:} URL.
     *
     * @throws InvalidDatabaseUrlException if it is neither, or is faulty
     */
    public static DatabaseUrl parse(String url) {
        String stripped = url.strip();
        if (stripped.startsWith(JDBC_PREFIX)) {
            return fromJdbcUrl(stripped);
        }
        Matcher uri = URI.matcher(stripped);
        if (!uri.matches()) {
            throw new InvalidDatabaseUrlException("must begin with postgres://, postgresql:// or jdbc:postgresql:");
        }
        return fromUri(uri.group("authority"), uri.group("tail"));
    }

    private static DatabaseUrl fromUri(String authority, String tail) {
        // An @ here means that the password contains an unescaped / or ?, and that the rest of it follows.
        if (tail.contains("@")) {
            throw new InvalidDatabaseUrlException("has an @ after the host" + ESCAPES);
        }
        int at = authority.lastIndexOf('@');
        String[] credentials = authority.substring(0, Math.max(at, 0)).split(":", 2);
        String username = emptyToNull(decode(credentials[0]));
        String password = credentials.length == 2 ? emptyToNull(decode(credentials[1])) : null;
        String hosts = hosts(authority.substring(at + 1));

        String[] pathAndQuery = tail.split("\\?", 2);
        String database = pathAndQuery[0].isEmpty() ? "" : decode(pathAndQuery[0].substring(1));
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, String> parameter :
                parameters(pathAndQuery.length == 2 ? pathAndQuery[1] : "").entrySet()) {
            String value = parameter.getValue();
            switch (parameter.getKey()) {
                case "user" -> username = emptyToNull(value);
                case "password" -> password = emptyToNull(value);
                default -> addTranslated(parameter.getKey(), value, parameters);
            }
        }
        if (database.isEmpty()) {
            // libpq and psql do the same.
            database = username;
        }
        if (database == null) {
            throw new InvalidDatabaseUrlException("names no database: write it after the host and a /");
        }
        return new DatabaseUrl(
                JDBC_PREFIX + "//" + hosts + "/" + encode(database) + query(parameters), username, password);
    }

    /** Leaves the URL as it is, apart from the user and password: a JDBC URL ends up in logs and messages. */
    private static DatabaseUrl fromJdbcUrl(String url) {
        String[] addressAndQuery = url.split("\\?", 2);
        if (addressAndQuery[0].contains("@")) {
            throw new InvalidDatabaseUrlException(
                    "has an @ in a jdbc: URL: give the parameters user and password instead, or write postgres://");
        }
        String username = null;
        String password = null;
        List<String> others = new ArrayList<>();
        for (String parameter : addressAndQuery.length == 2 ? addressAndQuery[1].split("&", -1) : new String[0]) {
            // Unlike libpq, the JDBC driver reads + as a space.
            if (parameter.startsWith("user=")) {
                username =
                        emptyToNull(decode(parameter.substring("user=".length()).replace('+', ' ')));
            } else if (parameter.startsWith("password=")) {
                password = emptyToNull(
                        decode(parameter.substring("password=".length()).replace('+', ' ')));
            } else if (!parameter.isEmpty()) {
                others.add(parameter);
            }
        }
        return new DatabaseUrl(
                addressAndQuery[0] + (others.isEmpty() ? "" : "?" + String.join("&", others)), username, password);
    }

    private static String hosts(String hosts) {
        if (hosts.isEmpty()) {
            throw new InvalidDatabaseUrlException("names no host (PostgreSQL is reached by TCP, not by a Unix socket)");
        }
        return Arrays.stream(hosts.split(",", -1)).map(DatabaseUrl::host).collect(Collectors.joining(","));
    }

    private static String host(String host) {
        Matcher matcher = HOST.matcher(host);
        if (!matcher.matches()) {
            throw new InvalidDatabaseUrlException(
                    "has a host that is not of the form name, name:port or [IPv6 address]:port" + ESCAPES);
        }
        String given = matcher.group("port");
        String port = given == null || given.isEmpty() ? DEFAULT_PORT : given;
        if (port.length() > 5 || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw new InvalidDatabaseUrlException("has a port that is not between 1 and 65535" + ESCAPES);
        }
        return matcher.group("name") + ":" + port;
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query.split("&", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            String[] nameAndValue = parameter.split("=", 2);
            if (nameAndValue.length == 1
                    || !PARAMETER_NAME.matcher(nameAndValue[0]).matches()) {
                throw new InvalidDatabaseUrlException("has a parameter after the ? that is not of the form name=value");
            }
            parameters.put(nameAndValue[0], decode(nameAndValue[1]));
        }
        return parameters;
    }

    private static void addTranslated(String libpqName, String value, Map<String, String> parameters) {
        String name = switch (libpqName) {
            case "application_name" -> "ApplicationName";
            case "channel_binding" -> "channelBinding";
            case "connect_timeout" -> "connectTimeout";
            case "gssencmode" -> "gssEncMode";
            case "keepalives" -> "tcpKeepAlive";
            case "krbsrvname" -> "kerberosServerName";
            case "load_balance_hosts" -> "loadBalanceHosts";
            case "require_auth" -> "requireAuth";
            case "sslnegotiation" -> "sslNegotiation";
            case "target_session_attrs" -> "targetServerType";
            default -> libpqName;
        };
        String translated = switch (libpqName + "=" + value) {
            case "keepalives=0", "load_balance_hosts=disable" -> "false";
            case "keepalives=1", "load_balance_hosts=random" -> "true";
            case "target_session_attrs=read-write" -> "primary";
            case "target_session_attrs=read-only", "target_session_attrs=standby" -> "secondary";
            case "target_session_attrs=prefer-standby" -> "preferSecondary";
            default -> value;
        };
        if (libpqName.equals("client_encoding")
                && List.of("utf8", "utf-8", "auto").contains(value.toLowerCase(Locale.ROOT))) {
            return; // The JDBC driver supports no other.
        }
        DriverPropertyInfo property = driverProperty(name);
        if (property == null || name.startsWith("PG")) {
            throw new InvalidDatabaseUrlException("has the parameter " + libpqName + ", which is not supported");
        }
        String @Nullable [] choices = property.choices;
        if (choices != null && !List.of(choices).containsAll(List.of(translated.split(",", -1)))) {
            throw new InvalidDatabaseUrlException(
                    "has a value for the parameter " + libpqName + " that is not one of " + String.join(", ", choices));
        }
        parameters.put(name, translated);
    }

    private static @Nullable DriverPropertyInfo driverProperty(String name) {
        try {
            DriverPropertyInfo[] known =
                    DriverManager.getDriver(JDBC_PREFIX).getPropertyInfo(JDBC_PREFIX, new Properties());
            return Arrays.stream(known)
                    .filter(property -> property.name.equals(name))
                    .findAny()
                    .orElse(null);
        } catch (SQLException e) {
            throw new IllegalStateException("The PostgreSQL JDBC driver is missing", e);
        }
    }

    private static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not passed on as a cause: its message could contain a part of the password.
            throw new InvalidDatabaseUrlException("has a % that is not followed by two hexadecimal digits" + ESCAPES);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** Shows neither the password nor the parameters, one of which may hold the password of a TLS key. */
    @Override
    public String toString() {
        return "DatabaseUrl[jdbcUrl=" + jdbcUrl.split("\\?", 2)[0] + ", username=" + username + "]";
    }
}
