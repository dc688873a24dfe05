package com.hiltreview.event;

import com.hiltreview.journal.EntryKind;
import com.hiltreview.journal.JournalEntry;
import com.hiltreview.journal.JournalFollower;
import com.hiltreview.journal.JournalListener;
import com.hiltreview.journal.Place;
import com.hiltreview.live.Signals;
import com.hiltreview.live.Subscription;
import com.hiltreview.live.Topic;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Wakes readers who wait at a source's feed.
 *
 * <p>The journal entry and the event of a change are written by one transaction, and the feed and the journal are read up to the
 * same transaction: when the follower hands over the entry, the event is in the feed.
 */
@Component
class FeedWaits implements JournalListener {
    private static final String KIND = "decision-events";

    /** What events report. */
    private static final Set<EntryKind> EVENTFUL = EnumSet.of(EntryKind.DECIDED, EntryKind.CHANGES_REQUESTED);

    private final Signals signals;
    private final JournalFollower follower;

    FeedWaits(Signals signals, JournalFollower follower) {
        this.signals = signals;
        this.follower = follower;
        follower.add(this);
    }

    /** Starts to wait: events that are not in the feed when this returns will wake the subscription. */
    Subscription subscribe(UUID sourceId) {
        var subscription = signals.subscribe(new Topic(KIND, sourceId));
        try {
            return follower.join(reached -> subscription);
        } catch (RuntimeException | Error fault) {
            subscription.close();
            throw fault;
        }
    }

    @Override
    public boolean isListening() {
        return signals.isWaitedFor(KIND);
    }

    @Override
    public void onEntries(List<JournalEntry> entries) {
        entries.stream()
                .filter(entry -> EVENTFUL.contains(entry.kind()))
                .map(JournalEntry::sourceId)
                .distinct()
                .forEach(this::wake);
    }

    @Override
    public void onGap(Place present) {
        signals.waitedFor(KIND).forEach(this::wake);
    }

    private void wake(UUID sourceId) {
        signals.wake(new Topic(KIND, sourceId));
    }
}
