package com.hiltreview.webhook;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parsed webhook URL. The address rules and the client share this one parser, so that the host that is checked is always
 * the host that is called. {@code java.net.URI} finds no host if it has an underscore or an international name.
 *
 * @param host as {@link HostName} returns it, or an IPv6 address without brackets
 * @param literal the address, if the host is one
 * @param port as given, or the scheme's default
 * @param target path and query as given, with non-ASCII characters escaped as UTF-8
 */
public record WebhookUrl(
        boolean secure, String host, @Nullable InetAddress literal, int port, String target) {
    private static final int MAX_LENGTH = 2000;
    private static final String NOT_WEB = "must be an https URL";
    private static final String NOT_A_PORT = "must have a port from 1 to 65535";
    private static final String NOT_IPV6 = "must have an IPv6 address in its brackets";
    private static final Pattern SCHEME = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");
    private static final Pattern PORT = Pattern.compile("[0-9]{0,5}");
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");
    /** What RFC 3986 allows in a path and a query besides letters and digits. */
    private static final String TARGET_CHARACTERS = "-._~!$&'()*+,;=:@/?%";

    /** @throws IllegalArgumentException with a message that says what is wrong with the URL */
    public static WebhookUrl parse(String text) {
        require(text.length() <= MAX_LENGTH, "must have at most " + MAX_LENGTH + " characters");
        var scheme = SCHEME.matcher(text);
        require(scheme.lookingAt(), NOT_WEB);
        boolean secure = scheme.end() == "https://".length();
        int end = endOfAuthority(text, scheme.end());
        var authority = text.substring(scheme.end(), end);
        require(!authority.isEmpty(), NOT_WEB);
        require(authority.indexOf('@') < 0, "must not hold credentials");
        require(text.indexOf('#') < 0, "must not have a fragment");

        boolean bracketed = authority.startsWith("[");
        int colon = authority.indexOf(':', bracketed ? authority.lastIndexOf(']') + 1 : 0);
        var givenHost = colon < 0 ? authority : authority.substring(0, colon);
        var givenPort = colon < 0 ? "" : authority.substring(colon + 1);
        var host = bracketed ? inBrackets(givenHost) : HostName.canonical(givenHost);
        require(PORT.matcher(givenPort).matches(), NOT_A_PORT);
        int port = givenPort.isEmpty() ? defaultPort(secure) : Integer.parseInt(givenPort);
        require(port >= 1 && port <= 65535, NOT_A_PORT);
        return new WebhookUrl(secure, host, literal(host), port, target(text.substring(end)));
    }

    /** The value of the {@code Host} header; it names the port only if the scheme does not imply it. */
    public String authority() {
        var name = host.contains(":") ? "[" + host + "]" : host;
        return port == defaultPort(secure) ? name : name + ":" + port;
    }

    private static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }

    private static int endOfAuthority(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if ("/?#".indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static String inBrackets(String host) {
        require(!host.contains("%"), "must not have a zone in its address");
        var address = host.substring(1, Math.max(1, host.length() - 1)).toLowerCase(Locale.ROOT);
        require(host.endsWith("]") && IPV6.matcher(address).matches(), NOT_IPV6);
        return address;
    }

    private static @Nullable InetAddress literal(String host) {
        if (host.contains(":")) {
            try {
                return InetAddress.ofLiteral(host);
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException(NOT_IPV6, malformed);
            }
        }
        if (!HostName.endsInNumber(host)) {
            return null;
        }
        require(
                AddressBlock.DOTTED_DECIMALS.matcher(host).matches(),
                "must write an IP address as four decimal numbers");
        return InetAddress.ofLiteral(host);
    }

    private static String target(String given) {
        require(!BROKEN_ESCAPE.matcher(given).find(), "must have two hexadecimal digits after each %");
        var target = new StringBuilder(given.startsWith("/") ? "" : "/");
        int query = given.indexOf('?');
        for (int i = 0; i < given.length(); ) {
            int character = given.codePointAt(i);
            if (isTargetCharacter(character, query >= 0 && i > query)) {
                target.appendCodePoint(character);
            } else {
                require(
                        isVisibleBeyondAscii(character),
                        "must write blanks, quotes and the like as %20, %22 and so on");
                for (byte octet : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                    target.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
                }
            }
            i += Character.charCount(character);
        }
        return target.toString();
    }

    /** Permits brackets in a query, which RFC 3986 wants escaped, because they are commonly sent unescaped. */
    private static boolean isTargetCharacter(int character, boolean inQuery) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || TARGET_CHARACTERS.indexOf(character) >= 0
                || (inQuery && (character == '[' || character == ']'));
    }

    private static boolean isVisibleBeyondAscii(int character) {
        return character >= 0x80
                && !Character.isISOControl(character)
                && !Character.isSpaceChar(character)
                && Character.getType(character) != Character.SURROGATE;
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault);
        }
    }
}
