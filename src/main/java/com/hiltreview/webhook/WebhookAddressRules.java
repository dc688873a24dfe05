package com.hiltreview.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides which addresses are permitted for webhooks: public ones, and those that the operator permits. */
@Component
public class WebhookAddressRules {
    /** IANA's special-purpose registries, and the addresses of cloud metadata services. */
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

    /** What is wrong with a webhook's URL, as far as that is known without DNS. */
    public Optional<String> faultOf(String text) {
        try {
            return faultOf(WebhookUrl.parse(text));
        } catch (IllegalArgumentException malformed) {
            return Optional.ofNullable(malformed.getMessage());
        }
    }

    private Optional<String> faultOf(WebhookUrl url) {
        var name = url.host();
        var literal = url.literal();
        boolean loopback = literal == null ? isLocalhost(name) : isLoopback(literal);
        if (!url.secure() && !loopback && !settings.allowHttp()) {
            return Optional.of("must be https (http is for loopback only)");
        }
        boolean opened = (loopback && settings.allowLoopback())
                || allowed.containsName(name)
                || (literal != null && allowed.contains(literal));
        if (!opened && url.port() < 1024 && url.port() != 80 && url.port() != 443) {
            return Optional.of("must use port 80, 443 or one from 1024 on");
        }
        boolean refused = literal == null ? loopback && !opened : !admits(name, literal);
        return refused ? Optional.of("must not name an address that is not public") : Optional.empty();
    }

    /**
     * Whether a delivery may connect to this address.
     *
     * @param host the URL's host, as {@link WebhookUrl} returns it; the operator may permit it
     * @param address an address that it resolved to
     */
    public boolean admits(String host, InetAddress address) {
        return allowed.containsName(host) || (settings.allowLoopback() && isLoopback(address)) || admits(address);
    }

    private boolean admits(InetAddress address) {
        var carried = carriedBy(address);
        if (carried != null && !admits(carried)) {
            return false;
        }
        return allowed.contains(address) || REFUSED.stream().noneMatch(block -> block.contains(address));
    }

    /**
     * The IPv4 address that packets for this address finally reach: behind a NAT64, whose prefix must be permitted by the
     * operator, or behind an ISATAP router, with any prefix. IPv4-mapped addresses never get here, because Java converts
     * them to IPv4.
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

    private static boolean isLoopback(InetAddress address) {
        return LOOPBACK.stream().anyMatch(block -> block.contains(address));
    }

    private static boolean isLocalhost(String name) {
        return name.equals("localhost") || name.endsWith(".localhost");
    }
}
