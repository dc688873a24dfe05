package com.hiltreview.ratelimit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** Who a limit applies to. */
public sealed interface Counted {
    record Key(UUID id) implements Counted {}

    record Session(String id) implements Counted {}

    /** @param network an IPv4 address, or the first 64 bits of an IPv6 address, since a client usually has the whole /64 */
    record Network(String network) implements Counted {}

    /** @param address of a client, as the container or a trusted proxy writes it; a port after it is ignored */
    static Network networkOf(String address) {
        if (address.indexOf(':') < 0) {
            return new Network(address);
        }
        return new Network(isIpv4WithPort(address) ? address.substring(0, address.indexOf(':')) : ofIpv6(address));
    }

    private static boolean isIpv4WithPort(String address) {
        return address.indexOf(':') == address.lastIndexOf(':');
    }

    private static String ofIpv6(String address) {
        var unbracketed = address.startsWith("[") && address.indexOf(']') > 0
                ? address.substring(1, address.indexOf(']'))
                : address;
        int scope = unbracketed.indexOf('%');
        try {
            var parsed = InetAddress.ofLiteral(scope < 0 ? unbracketed : unbracketed.substring(0, scope));
            // An IPv4-mapped IPv6 address is an IPv4 address.
            return parsed instanceof Inet4Address
                    ? parsed.getHostAddress()
                    : HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8));
        } catch (IllegalArgumentException unknown) {
            return unbracketed;
        }
    }

    /** The key in the table that all instances share. */
    default String shared() {
        return switch (this) {
            case Key key -> "key:" + key.id();
            case Session session -> "session:" + session.id();
            case Network network -> "network:" + network.network();
        };
    }
}
