package com.hiltreview.reviewer;

import com.hiltreview.access.PagePaths;
import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The OpenID provider that authenticates reviewers.
 *
 * @param clientId of this service at the provider; null in development without a provider
 * @param issuerUri null for Google
 * @param redirectUri where the provider redirects the browser to
 * @param patience timeout of each call to the provider
 */
@ConfigurationProperties("hilt.open-id")
public record OpenIdSettings(
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String issuerUri,
        String redirectUri,
        @DefaultValue("5s") Duration patience) {
    private static final String CALLBACK = "/auth/callback";
    private static final String EXAMPLE_REDIRECT = "https://review.example.com" + CALLBACK;
    private static final Pattern CALLBACK_PATH = Pattern.compile("(?:/[A-Za-z0-9._~-]+)+");
    /** Fixed paths that are served beside the page; a test compares them with the paths that exist. */
    private static final Set<String> OWN_PATHS = Set.of(
            "/api-keys",
            "/audit-log",
            "/auth/login",
            "/auth/me",
            "/auth/options",
            "/docs",
            "/error",
            "/health",
            "/openapi.yaml",
            "/review-tasks",
            "/review-tasks/stream",
            "/sources",
            "/stats");

    /** In development no provider is needed, because there is a sign-in without a password. */
    public static void read(Variables variables, boolean development, String publicUrl, Settings settings) {
        var issuer = address(variables, "OIDC_ISSUER_URI", "https://login.example.com");
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
        settings.put("hilt.open-id.client-id", variables.text("GOOGLE_CLIENT_ID"));
        settings.put("hilt.open-id.client-secret", variables.text("GOOGLE_CLIENT_SECRET"));
        settings.put("hilt.open-id.issuer-uri", issuer);
        var redirect = readRedirectUri(variables);
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

    public static @Nullable String readRedirectUri(Variables variables) {
        return address(variables, "OAUTH_REDIRECT_URI", EXAMPLE_REDIRECT);
    }

    private static void require(Variables variables, String name, String why, String example) {
        if (variables.text(name) == null) {
            variables.fault(name, why, example);
        }
    }

    private static @Nullable String address(Variables variables, String name, String example) {
        return variables.<@Nullable String>parsed(
                name, null, "an https address without a query (http on loopback only)", example, value -> {
                    var address = URI.create(value);
                    boolean valid = address.getHost() != null
                            && address.getRawUserInfo() == null
                            && address.getRawQuery() == null
                            && address.getRawFragment() == null
                            && ("https".equals(address.getScheme())
                                    || ("http".equals(address.getScheme())
                                            && Variables.LOOPBACK.contains(address.getHost())));
                    return valid ? value : null;
                });
    }

    /** The path without the API prefix, because each path is served with and without it; null if the path is taken. */
    private static @Nullable String callbackPath(String redirectUri) {
        var path = URI.create(redirectUri).getRawPath().replaceFirst("^/api/v1(?=/)", "");
        return CALLBACK_PATH.matcher(path).matches() && !OWN_PATHS.contains(path) && !PagePaths.ALL.contains(path)
                ? path
                : null;
    }

    @Override
    public String toString() {
        return "OpenIdSettings[…]";
    }
}
