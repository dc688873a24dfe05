package com.hiltreview.webhook;

import java.lang.Character.UnicodeScript;
import java.net.IDN;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The canonical form of host names, which DNS, TLS and the address rules compare: ASCII, lower case, no trailing dot. */
final class HostName {
    private static final int MAX_LENGTH = 253;
    /** The standards allow no underscores in host names, but Docker Compose and many private networks use them. */
    private static final Pattern NAME = Pattern.compile("(?!-)[a-z0-9_-]{1,63}(?<!-)(\\.(?!-)[a-z0-9_-]{1,63}(?<!-))*");

    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
    /** According to the URL standard, a host whose last label is a number is an IPv4 address. */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

    /** Scripts with letters that look alike; no language mixes them within a word. */
    private static final Set<UnicodeScript> LOOKALIKES =
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.CYRILLIC, UnicodeScript.GREEK);

    private HostName() {}

    /**
     * The canonical form of a name. An IPv4 address, also one in an unusual spelling, is returned as {@link #endsInNumber}
     * expects it and is not checked further.
     *
     * @throws IllegalArgumentException with a message that says what is wrong with the name
     */
    static String canonical(String given) {
        // Compatibility forms, such as full-width digits and dots, are normalized before the name is checked.
        var folded = Normalizer.normalize(given, Normalizer.Form.NFKC)
                .replace('\u3002', '.')
                .toLowerCase(Locale.ROOT);
        var name = withoutRootDot(ASCII.matcher(folded).matches() ? folded : encode(folded));
        if (!endsInNumber(name)
                && (name.length() > MAX_LENGTH || !NAME.matcher(name).matches())) {
            throw new IllegalArgumentException(
                    "must have a host name of letters, digits, hyphens, underscores and dots, or an IP address");
        }
        return name;
    }

    /** Whether a canonical name can only be an IPv4 address. */
    static boolean endsInNumber(String name) {
        return ENDS_IN_NUMBER.matcher(name).matches();
    }

    private static String withoutRootDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /**
     * Encodes an international name. The two versions of the standard disagree about a few letters such as {@code ß}
     * (one turns it into {@code ss}), and some characters are dropped silently. Such a name could lead to another host, so
     * it must be given in its encoded form.
     */
    private static String encode(String name) {
        try {
            var ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
            if (IDN.toUnicode(ascii).equals(name) && mixesNoLookalikes(name)) {
                return ascii;
            }
        } catch (IllegalArgumentException notEncodable) {
            // Reported below.
        }
        throw new IllegalArgumentException("must write this host name in ASCII, as xn--…");
    }

    private static boolean mixesNoLookalikes(String name) {
        for (var label : name.split("\\.", -1)) {
            var scripts = EnumSet.noneOf(UnicodeScript.class);
            label.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
            scripts.retainAll(LOOKALIKES);
            if (scripts.size() > 1) {
                return false;
            }
        }
        return true;
    }
}
