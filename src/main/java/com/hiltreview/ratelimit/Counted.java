package com.hiltreview.ratelimit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** Whose requests are counted together. */
public sealed interface Counted {
    record Key(UUID id) implements Counted {}

    record Session(String id) implements Counted {}

    /** @param network an IPv4 address, or the first 64 bits of an IPv6 address: who has one of these has them all */
    record Network(String network) implements Counted {}

    /** @param address of a client, as the container or a trusted proxy writes it; a port behind it is passed over */
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
        var bare = address.startsWith("[") && address.indexOf(']') > 0
                ? address.substring(1, address.indexOf(']'))
                : address;
        int scope = bare.indexOf('%');
        try {
            var parsed = InetAddress.ofLiteral(scope < 0 ? bare : bare.substring(0, scope));
            // An IPv4 address that is written as an IPv6 one is what it is.
            return parsed instanceof Inet4Address
                    ? parsed.getHostAddress()
                    : HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8));
        } catch (IllegalArgumentException unknown) {
            return bare;
        }
    }

    /** The name under which all instances know it. */
    default String shared() {
        return switch (this) {
            case Key key -> "key:" + key.id();
            case Session session -> "session:" + session.id();
            case Network network -> "network:" + network.network();
        };
    }
}
