package com.hiltreview.reviewer;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path that a browser is redirected to after the sign-in; it cannot lead to another site. */
final class LocalPath {
    static final String START = "/";

    private static final int MAX_LENGTH = 300;
    private static final Pattern FORM = Pattern.compile("/(?!/)(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*");
    /** Browsers treat a backslash as a slash, and proxies decode percent-encoding, some of them twice. */
    private static final Pattern TREACHEROUS = Pattern.compile("//|[\\\\%\\p{Cntrl}]");

    private LocalPath() {}

    /** The requested path with its query if it is safe, else the start page. */
    static String of(@Nullable String wanted) {
        if (wanted == null
                || wanted.length() > MAX_LENGTH
                || !FORM.matcher(wanted).matches()) {
            return START;
        }
        try {
            var decoded = new URI(wanted).getPath();
            return decoded == null || TREACHEROUS.matcher(decoded).find() ? START : wanted;
        } catch (URISyntaxException malformed) {
            return START;
        }
    }
}
