package com.hiltreview.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hiltreview.testing.Api;
import com.hiltreview.testing.ReviewingTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class JournalFollowerTests extends ReviewingTest {
    @Autowired
    @SuppressWarnings("NullAway.Init")
    private JournalFollower follower;

    /** Remembers what it gets. */
    private static final class Listener implements JournalListener {
        private final boolean failing;
        private final ConcurrentLinkedQueue<UUID> tasks = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<Place> gaps = new ConcurrentLinkedQueue<>();
        private volatile boolean listening = true;

        Listener(boolean failing) {
            this.failing = failing;
        }

        @Override
        public boolean isListening() {
            return listening;
        }

        @Override
        public void onEntries(List<JournalEntry> entries) {
            entries.forEach(entry -> tasks.add(entry.taskId()));
            if (failing) {
                throw new IllegalStateException("A listener that fails on purpose");
            }
        }

        @Override
        public void onGap(Place present) {
            gaps.add(present);
        }
    }

    @Test
    void continuesAfterAListenerFailed() {
        var failing = new Listener(true);
        var working = new Listener(false);
        follower.add(failing);
        follower.add(working);
        try {
            follower.join(reached -> reached);
            var first = Api.idOf(api.newTask(source));
            await().until(() -> working.tasks.contains(first));
            var second = Api.idOf(api.newTask(source));
            await().until(() -> working.tasks.contains(second));
            assertThat(failing.gaps).isNotEmpty();
            assertThat(working.gaps).isEmpty();
            assertThat(working.tasks.stream().filter(first::equals)).as("once").hasSize(1);
        } finally {
            failing.listening = false;
            working.listening = false;
        }
    }
}
