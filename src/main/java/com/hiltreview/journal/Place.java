package com.hiltreview.journal;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in the journal's order.
 *
 * @param epoch of the cluster that the transaction id belongs to, see {@link Epochs}
 * @param transaction the transaction that wrote the entry
 * @param number orders the entries of one transaction; 0 is before the first
 */
public record Place(int epoch, long transaction, long number) implements Comparable<Place> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})-(\\d{1,18})-(\\d{1,18})");
    private static final Comparator<Place> ORDER = Comparator.comparingInt(Place::epoch)
            .thenComparingLong(Place::transaction)
            .thenComparingLong(Place::number);

    /** Reads what {@link #toString} wrote; empty for any other text. */
    public static Optional<Place> parse(String text) {
        var matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Place(
                        Integer.parseInt(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return epoch + "-" + transaction + "-" + number;
    }
}
