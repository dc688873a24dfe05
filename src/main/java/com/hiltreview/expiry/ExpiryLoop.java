package com.hiltreview.expiry;

import com.hiltreview.review.TaskExpiry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Ends the tasks that are due. Every instance looks for them: a task must end within two seconds of its time, and a job that one
 * instance holds would first have to be taken over when that instance dies.
 */
@Component
class ExpiryLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ExpiryLoop.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final TaskExpiry expiry;
    private volatile boolean stopped = true;
    private Thread thread = new Thread(() -> {});

    ExpiryLoop(TaskExpiry expiry) {
        this.expiry = expiry;
    }

    @Override
    public void start() {
        stopped = false;
        thread = Thread.ofVirtual().name("expiry").start(this::endUntilStopped);
    }

    @Override
    public void stop() {
        stopped = true;
        thread.interrupt();
    }

    @Override
    public boolean isRunning() {
        return !stopped;
    }

    private void endUntilStopped() {
        try {
            while (!stopped) {
                endDue();
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void endDue() {
        try {
            expiry.endDue();
        } catch (RuntimeException databaseAway) {
            log.debug("Expired tasks are looked for later", databaseAway);
        } catch (Error fault) {
            // This thread must go on: without it no task of this instance would end.
            log.error("Expired tasks are looked for later", fault);
        }
    }
}
