package com.hiltreview.source;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What the operator opened to webhooks although it is not public: host names, and blocks of addresses. */
public final class AllowedHosts {
    private static final int MAX_NAME_LENGTH = 253;
    private static final Pattern NAME =
            Pattern.compile("(?!-)[a-z0-9_-]{1,63}(?<!-)(\\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\\.?");
    /** What looks like an address and is none, such as {@code 10.0.0}, is a slip and no name. */
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

    private final Set<String> names;
    private final List<AddressBlock> blocks;

    private AllowedHosts(Set<String> names, List<AddressBlock> blocks) {
        this.names = names;
        this.blocks = blocks;
    }

    /**
     * Reads names, IP addresses and CIDR blocks.
     *
     * @throws IllegalArgumentException saying which entry is none of these, by its number from 1
     */
    public static AllowedHosts parse(List<String> entries) {
        var names = new HashSet<String>();
        var blocks = new ArrayList<AddressBlock>();
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i).toLowerCase(Locale.ROOT);
            try {
                if (isName(entry)) {
                    names.add(withoutRootDot(entry));
                } else {
                    blocks.add(AddressBlock.parse(entry));
                }
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException(
                        "must list host names, IP addresses and CIDR blocks; entry " + (i + 1) + " is none of them",
                        malformed);
            }
        }
        return new AllowedHosts(Set.copyOf(names), List.copyOf(blocks));
    }

    boolean containsName(String host) {
        return names.contains(host.toLowerCase(Locale.ROOT));
    }

    boolean contains(InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    private static boolean isName(String entry) {
        return entry.length() <= MAX_NAME_LENGTH
                && NAME.matcher(entry).matches()
                && !NUMBERS.matcher(entry).matches();
    }

    private static String withoutRootDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
