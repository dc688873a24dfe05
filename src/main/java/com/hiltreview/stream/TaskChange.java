package com.hiltreview.stream;

import com.hiltreview.review.ReviewTaskStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One change of a task, as the log of changes holds it.
 *
 * @param status as it was after the change, and so {@code version} and {@code updatedAt}
 */
record TaskChange(Place place, UUID taskId, UUID sourceId, ReviewTaskStatus status, int version, Instant updatedAt) {
    /**
     * A place in the order of changes.
     *
     * @param epoch counts the beginnings of the log, whose places have nothing in common
     * @param transaction the transaction that wrote the change
     * @param number of the change within its transaction, from 1
     */
    record Place(long epoch, long transaction, long number) implements Comparable<Place> {
        private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})-(\\d{1,18})");
        private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::epoch)
                .thenComparingLong(Place::transaction)
                .thenComparingLong(Place::number);

        static Optional<Place> parse(String text) {
            var matcher = TEXT.matcher(text);
            return matcher.matches()
                    ? Optional.of(new Place(
                            Long.parseLong(matcher.group(1)),
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

    /** The name of the event that tells of the change. */
    String eventName() {
        return switch (status) {
            case PENDING -> version == 1 ? "task.created" : "task.updated";
            case APPROVED, DENIED -> "task.decided";
            case DISPATCHED -> "task.dispatched";
            case ARCHIVED -> "task.updated";
        };
    }
}
