package com.hiltreview.event;

import com.hiltreview.journal.Epochs;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/** Events are ordered by the journal's epochs. */
@Component
class FeedEpoch implements InitializingBean {
    private final Epochs epochs;

    FeedEpoch(Epochs epochs) {
        this.epochs = epochs;
    }

    @Override
    public void afterPropertiesSet() {
        epochs.useIn("decision_events", "feed_epoch");
    }
}
