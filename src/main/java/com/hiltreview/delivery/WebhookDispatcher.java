package com.hiltreview.delivery;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.hiltreview.delivery.DeliveryQueue.Lease;
import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import com.hiltreview.webhook.WebhookClient;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Sees to it that somebody works for every source that has something due: db-scheduler gives the right to it to one
 * instance at a time, and to another one where that has died.
 */
@Component
class WebhookDispatcher implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    private static final String SIGNAL = "delivery";

    /** What is due for longer, with nobody at it, was forgotten: a process died between a commit and the waking. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(2);

    private final DeliveryQueue queue;
    private final DeliveryRecords records;
    private final WebhookClient client;
    private final Scheduler scheduler;
    private final Signals signals;
    private final DeliverySettings settings;
    private final DeliveryMetrics metrics;
    private final Clock clock;
    private final int crowd;
    private final Semaphore slots;
    private final PayloadBudget payloads;
    private final Map<UUID, SourceDelivery> running = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<UUID> unattended = new LinkedBlockingQueue<>();
    private final Thread scheduling;
    private volatile boolean stopping;

    /**
     * @param scheduler lazy: it is built from the tasks, which in turn call the dispatcher
     * @param places how many executions run at the same time
     */
    WebhookDispatcher(
            DeliveryQueue queue,
            DeliveryRecords records,
            WebhookClient client,
            @Lazy Scheduler scheduler,
            Signals signals,
            DeliverySettings settings,
            DeliveryMetrics metrics,
            @Value("${db-scheduler.threads}") int places,
            Clock clock) {
        this.queue = queue;
        this.records = records;
        this.client = client;
        this.scheduler = scheduler;
        this.signals = signals;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.crowd = places / 2;
        this.slots = new Semaphore(settings.slots());
        this.payloads = new PayloadBudget(settings.payloadBytes());
        signals.listen(SIGNAL, this::wakeRunning, () -> running.values().forEach(SourceDelivery::wake));
        this.scheduling = Thread.ofVirtual().name("delivery-scheduling").start(this::scheduleUnattended);
    }

    /** Has the source's due events sent as soon as the present transaction has committed. */
    void wakeAfterCommit(UUID sourceId) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wake(sourceId);
            }
        });
    }

    private void wake(UUID sourceId) {
        if (!wakeRunning(sourceId)) {
            unattended.add(sourceId);
        }
    }

    private boolean wakeRunning(UUID sourceId) {
        var delivery = running.get(sourceId);
        if (delivery != null) {
            delivery.wake();
        }
        return delivery != null;
    }

    /** Asks the database only here, off the path of those who decide, and once for all who decided meanwhile. */
    private void scheduleUnattended() {
        var sourceIds = new HashSet<UUID>();
        while (!stopping) {
            try {
                sourceIds.add(unattended.take());
                unattended.drainTo(sourceIds);
                attendTo(sourceIds);
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException databaseAway) {
                log.debug("Sources with something due are looked for later", databaseAway);
            } catch (Error fault) {
                // What is due is found again by attendToForgotten; without this thread nothing would be sent any more.
                log.error("Sources with something due are looked for later", fault);
            }
            sourceIds.clear();
        }
    }

    private void attendTo(Set<UUID> sourceIds) {
        queue.needs(sourceIds, clock.instant()).forEach((sourceId, need) -> {
            switch (need) {
                case NOTHING -> {}
                case WAKING -> signals.afterCommit(new Topic(SIGNAL, sourceId));
                case SCHEDULING -> schedule(sourceId);
            }
        });
        scheduler.triggerCheckForDueExecutions();
    }

    private void schedule(UUID sourceId) {
        try {
            scheduler.schedule(
                    DeliveryTasks.DELIVER.instance(sourceId.toString()).scheduledTo(clock.instant()),
                    ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
        } catch (TaskInstanceCurrentlyExecutingException begunMeanwhile) {
            signals.afterCommit(new Topic(SIGNAL, sourceId));
        } catch (TaskInstanceNotFoundException endedMeanwhile) {
            unattended.add(sourceId);
        }
    }

    @Scheduled(fixedDelay = 5000, initialDelay = 5000)
    void attendToForgotten() {
        try {
            var now = clock.instant();
            unattended.addAll(queue.idleSourcesWithWork(now.minus(FORGOTTEN_AFTER), now));
        } catch (RuntimeException databaseAway) {
            log.debug("Forgotten deliveries are looked for later", databaseAway);
        }
    }

    /** Works for the source until nothing is left to do soon. */
    SourceDelivery.End deliver(UUID sourceId, long version) {
        var delivery = new SourceDelivery(
                new Lease(sourceId, version),
                records,
                client,
                settings,
                metrics,
                slots,
                payloads,
                clock,
                this::isStopping);
        running.put(sourceId, delivery);
        try {
            return delivery.run(() -> running.size() > crowd);
        } finally {
            running.remove(sourceId, delivery);
        }
    }

    /** What came due after the last look and before the execution ended has woken nobody. */
    void lookOnceMore(UUID sourceId) {
        unattended.add(sourceId);
    }

    private boolean isStopping() {
        return stopping;
    }

    @EventListener
    void stop(ContextClosedEvent closed) {
        stopping = true;
        List.copyOf(running.values()).forEach(SourceDelivery::wake);
    }

    @Override
    public void destroy() {
        stopping = true;
        scheduling.interrupt();
    }
}
