package com.hiltreview.web;

import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import com.hiltreview.webhook.AddressBlock;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The addresses that browsers use, and the proxies in between.
 *
 * @param publicUrl the service's own address, as browsers see it
 * @param corsOrigins further origins that may call with a session
 * @param trustedProxies whose {@code X-Forwarded-*} headers are believed, in CIDR notation
 * @param hosts in development the host names that are accepted besides loopback names, in lower case; else null: any
 */
@ConfigurationProperties("hilt.web")
public record WebSettings(
        String publicUrl,
        List<String> corsOrigins,
        List<String> trustedProxies,
        @Nullable List<String> hosts) {
    private static final Pattern ORIGIN =
            Pattern.compile("(?i)[a-z][a-z0-9+.-]*://(?:[a-z0-9.-]+|\\[[0-9a-f:.]+])(?::\\d+)?/?");

    /** @param address that the server listens on */
    public static void read(
            Variables variables, boolean development, Object address, String publicUrl, Settings settings) {
        settings.put("hilt.web.public-url", publicUrl);
        settings.put("hilt.web.hosts", development ? hosts(address, publicUrl) : null);
        settings.put(
                "hilt.web.cors-origins",
                variables.list("CORS_ORIGIN", ORIGIN, "origins", "https://app.example.com").stream()
                        .map(origin -> origin.replaceFirst("/$", "").toLowerCase(Locale.ROOT))
                        .toList());
        settings.put("hilt.web.trusted-proxies", trustedProxies(variables));
    }

    /** In lower case; an IPv6 address is in brackets, as in a Host header. */
    private static List<String> hosts(Object address, String publicUrl) {
        var host = address.toString().toLowerCase(Locale.ROOT);
        return List.of(
                host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host,
                URI.create(publicUrl).getHost().toLowerCase(Locale.ROOT));
    }

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
}
