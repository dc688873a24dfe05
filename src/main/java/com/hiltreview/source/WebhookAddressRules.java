package com.hiltreview.source;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
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

    /** The special-purpose registries of IANA, and what clouds use for their metadata. */
    private static final List<AddressBlock> REFUSED = blocks(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by carriers (CGNAT), with Alibaba's metadata
            "127.0.0.0/8", // loopback
            "168.63.129.16", // Azure's host, a public address that means the machine's own platform
            "169.254.0.0/16", // link-local, with most metadata services
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments, with Oracle's metadata
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays of 6to4
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, and broadcast
            // Of IPv6 only 2000::/3 is public. Outside are loopback, IPv4-compatible and IPv4-mapped forms, NAT64
            // (64:ff9b::/96, 64:ff9b:1::/48), discard-only 100::/64, SRv6 5f00::/16, unique-local fc00::/7, link-local
            // fe80::/10, site-local fec0::/10 and multicast ff00::/8.
            "::/3",
            "4000::/2",
            "8000::/1",
            "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID, drones
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "3fff::/20"); // documentation

    private static final AddressBlock NAT64 = AddressBlock.parse("64:ff9b::/96");
    private static final List<AddressBlock> LOOPBACK = blocks("127.0.0.0/8", "::1");

    private final WebhookSettings settings;
    private final AllowedHosts allowed;

    WebhookAddressRules(WebhookSettings settings) {
        this.settings = settings;
        this.allowed = AllowedHosts.parse(settings.allowedHosts());
    }

    private static List<AddressBlock> blocks(String... texts) {
        return Arrays.stream(texts).map(AddressBlock::parse).toList();
    }

    /** What is wrong with a webhook's URL, as far as it can be told without DNS. */
    public Optional<String> faultOf(String text) {
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
        } else if (url.getPort() == 0 || url.getPort() > 65535) {
            return Optional.of("must have a port from 1 to 65535");
        }
        var name = bare(host);
        boolean numeric = NUMERIC_HOST.matcher(name).matches();
        if (name.contains("%")) {
            return Optional.of("must not have a zone in its address");
        } else if (numeric && !AddressBlock.DOTTED_DECIMALS.matcher(name).matches()) {
            return Optional.of("must write an IP address as four decimal numbers");
        }
        @Nullable InetAddress literal;
        try {
            literal = numeric || name.contains(":") ? InetAddress.ofLiteral(name) : null;
        } catch (IllegalArgumentException malformed) {
            return Optional.of("must be a URL");
        }
        boolean loopback = literal == null ? isLocalhost(name) : isLoopback(literal);
        if ("http".equals(lower(url.getScheme())) && !loopback && !settings.allowHttp()) {
            return Optional.of("must be https (http is for loopback only)");
        }
        boolean opened = (loopback && settings.allowLoopback())
                || allowed.containsName(name)
                || (literal != null && allowed.contains(literal));
        if (!opened && url.getPort() > 0 && url.getPort() < 1024 && url.getPort() != 80 && url.getPort() != 443) {
            return Optional.of("must use port 80, 443 or one from 1024 on");
        }
        boolean refused = literal == null ? loopback && !opened : !admits(name, literal);
        return refused ? Optional.of("must not name an address that is not public") : Optional.empty();
    }

    /**
     * Whether a delivery may connect to this address.
     *
     * @param host the URL's host, for which the operator may have opened an exception
     * @param address what it resolved to
     */
    public boolean admits(String host, InetAddress address) {
        return allowed.containsName(bare(host)) || (settings.allowLoopback() && isLoopback(address)) || admits(address);
    }

    private boolean admits(InetAddress address) {
        var carried = carriedBy(address);
        if (carried != null && !admits(carried)) {
            return false;
        }
        return allowed.contains(address) || REFUSED.stream().noneMatch(block -> block.contains(address));
    }

    /**
     * The IPv4 address where a packet for this address ends up: behind a NAT64, which is open only where the operator
     * opened its prefix, or behind an ISATAP router, whose prefix can be any. The mapped form never gets here: Java makes
     * an IPv4 address of it.
     */
    private static @Nullable InetAddress carriedBy(InetAddress address) {
        var bytes = address.getAddress();
        if (bytes.length == 4) {
            return null;
        }
        boolean isatap = (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
        try {
            return isatap || NAT64.contains(address)
                    ? InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16))
                    : null;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
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

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }
}
