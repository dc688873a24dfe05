package com.hiltreview.configuration;

import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import com.hiltreview.reviewer.OpenIdSettings;
import java.net.URI;

/** The settings of Spring Boot's own server: where it listens, at which public address, its metrics and its log. */
final class ServerSettings {
    private ServerSettings() {}

    static int readPort(Variables variables, Settings settings) {
        int port = variables.integer("PORT", 3000, 0, 65535);
        settings.put("server.port", port);
        return port;
    }

    static String readHost(Variables variables, boolean development, Settings settings) {
        var host = variables.text("HOST", development ? "127.0.0.1" : "0.0.0.0");
        settings.put("server.address", host);
        return host;
    }

    /** Metrics are collected only if there is a port to read them from. */
    static void readManagement(Variables variables, int port, String host, Settings settings) {
        boolean separate = variables.text("MANAGEMENT_PORT") != null;
        settings.put("management.prometheus.metrics.export.enabled", separate);
        settings.put("management.endpoints.web.exposure.include", separate ? "health,prometheus" : "health");
        if (separate) {
            int managementPort = variables.integer("MANAGEMENT_PORT", 3001, 0, 65535);
            if (managementPort == port && port != 0) {
                variables.fault("MANAGEMENT_PORT", "must differ from PORT", "3001");
            }
            settings.put("management.server.address", host);
            settings.put("management.server.port", managementPort);
        }
    }

    static String readPublicUrl(Variables variables, int port, boolean development, Settings settings) {
        var publicUrl = variables.parsed(
                "PUBLIC_URL",
                development ? "http://localhost:" + port : originOfRedirect(variables, port),
                "an https address (http on loopback only)",
                "https://review.example.com",
                value -> {
                    var url = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
                    boolean http = "http".equals(url.getScheme());
                    boolean valid = url.getHost() != null
                            && (http || "https".equals(url.getScheme()))
                            && (!http || development || Variables.LOOPBACK.contains(url.getHost()));
                    return valid ? url.toString() : null;
                });
        settings.put("hilt.public-url", publicUrl);
        return publicUrl;
    }

    /** The provider redirects browsers to the address that they use, so its origin is the public one. */
    private static String originOfRedirect(Variables variables, int port) {
        var redirect = OpenIdSettings.readRedirectUri(variables);
        return redirect == null
                ? "http://localhost:" + port
                : URI.create(redirect).resolve("/").toString().replaceFirst("/$", "");
    }

    static void readLogFormat(Variables variables, Settings settings) {
        var format = variables.parsed("LOG_FORMAT", "text", "text or json", "json", value -> switch (value) {
            case "text", "json" -> value;
            default -> null;
        });
        settings.put("logging.structured.format.console", format.equals("json") ? "logstash" : null);
    }
}
