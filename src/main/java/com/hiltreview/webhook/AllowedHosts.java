package com.hiltreview.webhook;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Host names and address blocks that the operator permits for webhooks although they are not public. */
public final class AllowedHosts {
    private final Set<String> names;
    private final List<AddressBlock> blocks;

    private AllowedHosts(Set<String> names, List<AddressBlock> blocks) {
        this.names = names;
        this.blocks = blocks;
    }

    /**
     * Reads names, IP addresses and CIDR blocks.
     *
     * @throws IllegalArgumentException if an entry is none of these, with its number from 1
     */
    public static AllowedHosts parse(List<String> entries) {
        var names = new HashSet<String>();
        var blocks = new ArrayList<AddressBlock>();
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            try {
                if (isAddress(entry)) {
                    blocks.add(AddressBlock.parse(entry));
                } else {
                    names.add(HostName.canonical(entry));
                }
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException(
                        "must list host names, IP addresses and CIDR blocks; entry " + (i + 1) + " is none of them",
                        malformed);
            }
        }
        return new AllowedHosts(Set.copyOf(names), List.copyOf(blocks));
    }

    /** @param host in its canonical form */
    boolean containsName(String host) {
        return names.contains(host);
    }

    boolean contains(InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    /** An entry that looks like an address but is not one, such as {@code 10.0.0}, is an error, not a name. */
    private static boolean isAddress(String entry) {
        return entry.contains(":") || entry.contains("/") || HostName.endsInNumber(entry.toLowerCase(Locale.ROOT));
    }
}
