package com.hiltreview.reviewer;

import com.hiltreview.environment.Settings;
import com.hiltreview.environment.Variables;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may sign in.
 *
 * @param development whether there is a sign-in without a provider
 * @param allowedDomains of e-mail addresses; if {@code allowedEmails} is empty as well, anybody may sign in
 * @param adminEmails addresses whose sessions have administrator rights
 */
@ConfigurationProperties("hilt.sign-in")
public record SignInSettings(
        boolean development, List<String> allowedDomains, List<String> allowedEmails, List<String> adminEmails) {
    private static final Pattern DOMAIN = Pattern.compile("[^\\s@*,/:]+");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@*,/:]+");
    private static final String EXAMPLE_EMAIL = "jane@example.com";
    /** The administrator of a demonstration, unless ADMIN_EMAILS names others. */
    private static final String DEMO_ADMINISTRATOR = "admin@example.com";

    public static void read(Variables variables, boolean development, boolean demo, Settings settings) {
        settings.put("hilt.sign-in.development", development);
        settings.put(
                "hilt.sign-in.allowed-domains", variables.list("ALLOWED_DOMAINS", DOMAIN, "domains", "example.com"));
        settings.put(
                "hilt.sign-in.allowed-emails", variables.list("ALLOWED_EMAILS", EMAIL, "addresses", EXAMPLE_EMAIL));
        var administrators = variables.list("ADMIN_EMAILS", EMAIL, "addresses", EXAMPLE_EMAIL);
        settings.put(
                "hilt.sign-in.admin-emails",
                demo && administrators.isEmpty() ? List.of(DEMO_ADMINISTRATOR) : administrators);
    }

    public SignInSettings {
        allowedDomains = lower(allowedDomains);
        allowedEmails = lower(allowedEmails);
        adminEmails = lower(adminEmails);
    }

    private static List<String> lower(List<String> texts) {
        return texts.stream().map(SignInSettings::lower).toList();
    }

    /** Only ASCII is lowered: elsewhere lower case maps different letters to one, such as the Kelvin sign to k. */
    private static String lower(String text) {
        return text.chars().allMatch(character -> character < 0x80) ? text.toLowerCase(Locale.ROOT) : text;
    }

    boolean admitsAnybody() {
        return allowedDomains.isEmpty() && allowedEmails.isEmpty();
    }

    /**
     * Whether the allow lists admit an account.
     *
     * @param hostedDomain must be listed as well if there is one, because an account of another organisation can have an
     *     address in a listed domain
     */
    boolean admits(String email, @Nullable String hostedDomain) {
        var address = lower(email);
        return admitsAnybody()
                || allowedEmails.contains(address)
                || (allowedDomains.contains(address.substring(address.lastIndexOf('@') + 1))
                        && (hostedDomain == null || allowedDomains.contains(lower(hostedDomain))));
    }

    /** The reason to show to a person whom the allow lists do not admit. */
    SignInRefusal refusal() {
        return allowedEmails.isEmpty() ? SignInRefusal.DOMAIN_NOT_ALLOWED : SignInRefusal.EMAIL_NOT_ALLOWED;
    }

    boolean isAdministrator(String email) {
        return adminEmails.contains(lower(email));
    }
}
