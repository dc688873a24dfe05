package com.hiltreview.source;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides which addresses webhooks may go to: public ones, and those that the operator opened. */
@Component
public class WebhookAddressRules {
    private static final int MAX_URL_LENGTH = 2000;
    /** The numeric spellings of IPv4 that resolvers accept beside dotted decimals: octal, hexadecimal, fewer parts. */
    private static final Pattern NUMERIC_HOST =
            Pattern.compile("(0[xX][0-9a-fA-F]*|[0-9]+)(\\.(0[xX][0-9a-fA-F]*|[0-9]+))*\\.?");

    private static final Pattern DOTTED_DECIMALS =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    private static final List<Cidr> REFUSED = List.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    // Of IPv6 only 2000::/3 is public, and of that not these.
                    "::/3",
                    "4000::/2",
                    "8000::/1",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .stream()
            .map(Cidr::parse)
            .toList();
    private static final List<Cidr> LOOPBACK = List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"));

    private final WebhookSettings settings;
    private final List<Cidr> allowedBlocks;

    WebhookAddressRules(WebhookSettings settings) {
        this.settings = settings;
        this.allowedBlocks = settings.allowedHosts().stream()
                .filter(Cidr::looksLikeOne)
                .map(Cidr::parse)
                .toList();
    }

    /** What is wrong with a webhook's URL, as far as it can be told without DNS. */
    Optional<String> faultOf(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException malformed) {
            return Optional.of("must be a URL");
        }
        var host = url.getHost();
        if (text.length() > MAX_URL_LENGTH) {
            return Optional.of("must have at most " + MAX_URL_LENGTH + " characters");
        } else if (host == null || !isWeb(url)) {
            return Optional.of("must be an https URL");
        } else if (url.getRawUserInfo() != null) {
            return Optional.of("must not hold credentials");
        } else if (url.getRawFragment() != null) {
            return Optional.of("must not have a fragment");
        } else if (url.getPort() == 0
                || url.getPort() > 65535
                || (url.getPort() > 0 && url.getPort() < 1024 && url.getPort() != 80 && url.getPort() != 443)) {
            return Optional.of("must use port 80, 443 or one from 1024 on");
        }
        var name = bare(host);
        boolean named = settings.allowedHosts().stream().anyMatch(name::equalsIgnoreCase);
        boolean numeric = NUMERIC_HOST.matcher(name).matches();
        if (numeric && !DOTTED_DECIMALS.matcher(name).matches()) {
            return Optional.of("must write an IP address as four decimal numbers");
        }
        boolean literal = numeric || name.contains(":");
        boolean loopback = literal ? isLoopback(literal(name)) : isLocalhost(name);
        if ("http".equals(lower(url.getScheme())) && !loopback && !settings.allowHttp()) {
            return Optional.of("must be https (http is for loopback only)");
        }
        boolean refused = literal ? !admits(name, literal(name)) : loopback && !named && !settings.allowLoopback();
        return refused ? Optional.of("must not name an address that is not public") : Optional.empty();
    }

    /**
     * Whether a delivery may connect to this address.
     *
     * @param host the URL's host, for which the operator may have opened an exception
     * @param address what it resolved to
     */
    public boolean admits(String host, InetAddress address) {
        if (settings.allowedHosts().stream().anyMatch(bare(host)::equalsIgnoreCase)) {
            return true;
        }
        if (settings.allowLoopback() && isLoopback(address)) {
            return true;
        }
        return allowedBlocks.stream().anyMatch(block -> block.contains(address))
                || REFUSED.stream().noneMatch(block -> block.contains(address));
    }

    private static boolean isWeb(URI url) {
        var scheme = lower(url.getScheme());
        return "https".equals(scheme) || "http".equals(scheme);
    }

    private static boolean isLoopback(InetAddress address) {
        return LOOPBACK.stream().anyMatch(block -> block.contains(address));
    }

    private static boolean isLocalhost(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("localhost") || lower.endsWith(".localhost");
    }

    private static String bare(String host) {
        var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static InetAddress literal(String name) {
        try {
            return InetAddress.ofLiteral(name);
        } catch (IllegalArgumentException malformed) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /** A block of addresses. */
    private record Cidr(byte[] network, int bits) {
        static boolean looksLikeOne(String text) {
            return text.contains("/")
                    || text.contains(":")
                    || DOTTED_DECIMALS.matcher(text).matches();
        }

        static Cidr parse(String text) {
            var parts = text.split("/", 2);
            var network = InetAddress.ofLiteral(parts[0]).getAddress();
            return new Cidr(network, parts.length == 2 ? Integer.parseInt(parts[1]) : network.length * 8);
        }

        boolean contains(InetAddress address) {
            var bytes = address.getAddress();
            if (bytes.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((bytes[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
