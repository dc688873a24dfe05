package com.hiltreview.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A block of addresses in CIDR notation, or a single address. */
public record AddressBlock(byte[] network, int bits) {
    /** The only spelling of IPv4 that all resolvers interpret in the same way. */
    static final Pattern DOTTED_DECIMALS = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    private static final Pattern BITS = Pattern.compile("\\d{1,3}");
    private static final int MAPPED_BITS = 96;

    /** @throws IllegalArgumentException if the text is neither an address nor a block */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? text : text.substring(0, slash);
        boolean version6 = address.contains(":");
        boolean spelled = version6
                ? !address.contains("%") && !address.contains("[")
                : DOTTED_DECIMALS.matcher(address).matches();
        var prefix = slash < 0 ? "" : text.substring(slash + 1);
        if (!spelled || (slash >= 0 && !BITS.matcher(prefix).matches())) {
            throw new IllegalArgumentException("must be an IP address or a CIDR block");
        }
        var network = InetAddress.ofLiteral(address).getAddress();
        int longest = network.length * 8;
        int bits = slash < 0 ? longest : Integer.parseInt(prefix) - (version6 && longest == 32 ? MAPPED_BITS : 0);
        if (bits < 0 || bits > longest) {
            throw new IllegalArgumentException("must have at most as many bits as the address");
        }
        return new AddressBlock(network, bits);
    }

    /** In CIDR notation, even for a single address. */
    public String cidr() {
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
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
