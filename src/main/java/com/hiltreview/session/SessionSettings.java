package com.hiltreview.session;

import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * When sessions end, and the attributes of their cookie.
 *
 * @param timeout since the last request
 * @param maximum since the sign-in, no matter how much the session is used
 */
@ConfigurationProperties("hilt.session")
public record SessionSettings(Duration timeout, Duration maximum, boolean secureCookie, String sameSite) {
    private static final int MAX_HOURS = 8760;
    private static final List<String> SAME_SITE = List.of("Lax", "Strict", "None");

    public static void read(Variables variables, String publicUrl, Settings settings) {
        int timeout = variables.integer("SESSION_TTL_HOURS", 8, 1, MAX_HOURS);
        int maximum = variables.integer("SESSION_MAX_HOURS", Math.max(168, timeout), 1, MAX_HOURS);
        if (maximum < timeout) {
            variables.fault("SESSION_MAX_HOURS", "must not be less than SESSION_TTL_HOURS", "168");
        }
        settings.put("hilt.session.timeout", timeout + "h");
        settings.put("hilt.session.maximum", maximum + "h");
        settings.put("hilt.session.secure-cookie", publicUrl.startsWith("https:"));
        settings.put(
                "hilt.session.same-site",
                variables.parsed(
                        "SESSION_COOKIE_SAMESITE",
                        "Lax",
                        "Lax, Strict or None",
                        "Lax",
                        value -> SAME_SITE.contains(value) ? value : null));
    }
}
