package com.hiltreview.reviewer;

import com.hiltreview.json.VisibleText;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a person after a sign-in.
 *
 * @param subject identifies the person for good, even if the address changes
 * @param emailVerified whether the provider confirms that the address belongs to this person
 * @param hostedDomain the organisation that Google names as the account's owner
 */
record Account(
        String subject,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        @Nullable String pictureUrl,
        @Nullable String hostedDomain) {
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@\\x00-\\x20\\x7f]{1,64}@[^\\s@\\x00-\\x20\\x7f]{1,189}");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");
    private static final int MAX_NAME = 200;
    private static final int MAX_PICTURE_URL = 2000;

    Account {
        if (CONTROLS.matcher(subject).find()) {
            throw new IllegalArgumentException("The subject holds characters that none may have");
        }
        name = name == null ? null : presentable(name);
        pictureUrl = pictureUrl != null && isHttps(pictureUrl) ? pictureUrl : null;
    }

    /** An account for the sign-in in development, where anybody may claim any address. */
    static Account inDevelopment(String email, @Nullable String name) {
        return new Account("development:" + email.toLowerCase(Locale.ROOT), email, true, name, null, null);
    }

    static boolean isEmail(@Nullable String text) {
        return text != null
                && EMAIL.matcher(text).matches()
                && text.codePoints().allMatch(VisibleText::isVisible);
    }

    private static @Nullable String presentable(String name) {
        var text = VisibleText.strip(CONTROLS.matcher(name).replaceAll(" "));
        return text.isEmpty()
                ? null
                : text.codePoints()
                        .limit(MAX_NAME)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isHttps(String url) {
        try {
            return url.length() <= MAX_PICTURE_URL
                    && "https".equals(URI.create(url).getScheme());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
