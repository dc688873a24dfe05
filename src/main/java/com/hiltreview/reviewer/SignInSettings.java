package com.hiltreview.reviewer;

import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may sign in.
 *
 * @param development whether the sign-in without Google is there
 * @param allowedDomains of e-mail addresses; together with {@code allowedEmails} empty: anybody
 * @param adminEmails whose sessions have an administrator's rights
 */
@ConfigurationProperties("hilt.sign-in")
record SignInSettings(
        boolean development, List<String> allowedDomains, List<String> allowedEmails, List<String> adminEmails) {
    SignInSettings {
        allowedDomains = lower(allowedDomains);
        allowedEmails = lower(allowedEmails);
        adminEmails = lower(adminEmails);
    }

    private static List<String> lower(List<String> texts) {
        return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    }

    boolean admits(String email) {
        var address = email.toLowerCase(Locale.ROOT);
        boolean open = allowedDomains.isEmpty() && allowedEmails.isEmpty();
        return open
                || allowedEmails.contains(address)
                || allowedDomains.contains(address.substring(address.lastIndexOf('@') + 1));
    }

    boolean isAdministrator(String email) {
        return adminEmails.contains(email.toLowerCase(Locale.ROOT));
    }
}
