package com.hiltreview.delivery;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.hiltreview.delivery.DeliveryQueue.Lease;
import com.hiltreview.live.Signals;
import com.hiltreview.live.Topic;
import com.hiltreview.sql.Transactions;
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

/**
 * Ensures that a worker runs for every source with due events. db-scheduler grants each source to one instance at a time, and
 * to another one if that instance dies.
 */
@Component
class WebhookDispatcher implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

    private static final String SIGNAL = "delivery";

    /** Events that are due longer without a worker were missed: a process died between its commit and its signal. */
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
     * @param scheduler lazy, because it is built from the tasks, which call the dispatcher
     * @param places number of executions that run at the same time
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

    /** Wakes or starts the source's worker, once the current transaction has committed if there is one. */
    void wakeAfterCommit(UUID sourceId) {
        Transactions.afterCommit(() -> wake(sourceId));
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

    /** Queries the database on this thread, not in the deciding requests, and once for all decisions made meanwhile. */
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
                // attendToForgotten finds the due events again. This thread must go on: without it, no worker would
                // start.
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

    /** Runs the source's worker until nothing is left to do soon. */
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

    /** Looks again after an execution has ended, for events that came due after its last look. */
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
