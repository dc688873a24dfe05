package com.hiltreview.delivery;

import com.hiltreview.delivery.DeliveryQueue.Lease;
import com.hiltreview.delivery.DeliveryRecords.Answered;
import com.hiltreview.event.EventQueue.DueEvent;
import com.hiltreview.secret.UnreadableSecretException;
import com.hiltreview.webhook.Webhook;
import com.hiltreview.webhook.WebhookClient;
import com.hiltreview.webhook.WebhookExchange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker of one source, from the start of its execution until nothing is left to do soon.
 *
 * <p>One thread makes the decisions. The calls and the recording have their own threads, and report to it by messages, so
 * that calls never wait for the recording, or the recording for calls.
 */
final class SourceDelivery {
    private static final Logger log = LoggerFactory.getLogger(SourceDelivery.class);

    /** How often the worker looks without being woken, for events that another instance could not signal. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** After this time the worker makes room, if other sources wait for a place. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(60);

    private static final Duration FAULT_PAUSE = Duration.ofMillis(500);
    private static final Duration PAUSE_WITHOUT_MEMORY = Duration.ofMillis(50);

    /** How long a source is paused if its secret cannot be read; a change of its settings wakes the worker earlier. */
    private static final Duration PAUSE_WITHOUT_SECRET = Duration.ofMinutes(1);

    private static final Duration RECORDING_GIVEN_UP_AFTER = Duration.ofMinutes(10);

    private final Lease lease;
    private final DeliveryRecords records;
    private final WebhookClient client;
    private final DeliverySettings settings;
    private final DeliveryMetrics metrics;
    private final Semaphore slots;
    private final PayloadBudget payloads;
    private final Clock clock;
    private final BooleanSupplier stopping;
    private final LinkedBlockingQueue<Message> inbox = new LinkedBlockingQueue<>();

    /** Events that are being sent, or were sent and are not recorded yet. */
    private final Set<UUID> unsettled = new HashSet<>();

    private final List<Answered> unrecorded = new ArrayList<>();
    private int calls;
    private boolean recording;
    private EndpointHealth health = EndpointHealth.GOOD;
    private boolean pushes = true;
    private boolean leaseLost;
    private boolean secretUnreadable;
    private boolean moreDue = true;
    private @Nullable Webhook knownWebhook;
    private @Nullable Instant nextRetryAt;
    private Instant lastLook;
    private Instant lastWork;
    /** The earliest time of the next look, after a fault or if there was no memory. */
    private Instant restingUntil;

    SourceDelivery(
            Lease lease,
            DeliveryRecords records,
            WebhookClient client,
            DeliverySettings settings,
            DeliveryMetrics metrics,
            Semaphore slots,
            PayloadBudget payloads,
            Clock clock,
            BooleanSupplier stopping) {
        this.lease = lease;
        this.records = records;
        this.client = client;
        this.settings = settings;
        this.metrics = metrics;
        this.slots = slots;
        this.payloads = payloads;
        this.clock = clock;
        this.stopping = stopping;
        this.lastLook = clock.instant();
        this.lastWork = lastLook;
        this.restingUntil = lastLook;
    }

    /** How the work ended. */
    sealed interface End {
        record DueAgain(Instant at) implements End {}

        record NothingLeft() implements End {}

        /** Another instance has taken the source over. */
        record TakenOver() implements End {}
    }

    private sealed interface Message {
        record Woken() implements Message {}

        record CallEnded(Answered answered) implements Message {}

        /** The call failed through a fault of the service itself. Nothing is recorded, and the event stays due. */
        record CallBrokeOff(UUID eventId) implements Message {}

        record Recorded(List<Answered> calls, DeliveryRecords.Result result) implements Message {}
    }

    void wake() {
        inbox.add(new Message.Woken());
    }

    /** @param crowded whether other sources wait for a place */
    End run(BooleanSupplier crowded) {
        var begun = clock.instant();
        health = records.healthOf(lease.sourceId());
        try {
            while (true) {
                var now = clock.instant();
                boolean yields = crowded.getAsBoolean();
                boolean ending = mustEnd(now) || (yields && !now.isBefore(begun.plus(LONGEST_TURN)));
                if (!ending) {
                    lookForWork(now);
                    ending = mustEnd(now) || isIdle(now, yields);
                }
                if (ending && isAtRest()) {
                    return end();
                }
                takeMessages(ending ? LOOK_EVERY : untilNextLook(now));
                recordWhatEnded();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new End.DueAgain(clock.instant());
        }
    }

    private boolean mustEnd(Instant now) {
        return stopping.getAsBoolean() || leaseLost || !pushes || secretUnreadable || health.isPaused(now);
    }

    private void takeMessages(Duration wait) throws InterruptedException {
        var message = inbox.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        while (message != null) {
            take(message);
            message = inbox.poll();
        }
    }

    private void lookForWork(Instant now) throws InterruptedException {
        if (!isLookDue(now) || !hasRoom()) {
            return;
        }
        try {
            var webhook = records.webhookOf(lease.sourceId()).orElse(null);
            pushes = webhook != null;
            if (webhook == null) {
                return;
            }
            if (!webhook.equals(knownWebhook)) {
                // The health was reset when the settings changed.
                health = records.healthOf(lease.sourceId());
                knownWebhook = webhook;
            }
            claim(webhook, now);
        } catch (UnreadableSecretException otherKey) {
            secretUnreadable = true;
        } catch (RuntimeException fault) {
            if (isAtRest()) {
                throw fault;
            }
            log.debug("The next look for due events of source {} comes later", lease.sourceId(), fault);
            TimeUnit.NANOSECONDS.sleep(FAULT_PAUSE.toNanos());
        }
    }

    private void claim(Webhook webhook, Instant now) {
        long reserved = payloads.reserve();
        if (reserved == 0) {
            restingUntil = now.plus(PAUSE_WITHOUT_MEMORY);
            return;
        }
        long taken = 0;
        try {
            int wanted = Integer.highestOneBit(room());
            var claimed = records.claim(lease, unsettled, wanted, reserved).orElse(null);
            lastLook = now;
            leaseLost = claimed == null;
            if (claimed != null) {
                taken = claimed.stream()
                        .mapToLong(event -> event.payload().length)
                        .sum();
                moreDue = claimed.size() == wanted || taken >= reserved;
                nextRetryAt = nextRetryAt == null || now.isBefore(nextRetryAt) ? nextRetryAt : null;
                lastWork = claimed.isEmpty() ? lastWork : now;
                claimed.forEach(event -> call(event, webhook));
            }
        } finally {
            payloads.settle(reserved, taken);
        }
    }

    private boolean isLookDue(Instant now) {
        return !now.isBefore(restingUntil)
                && (moreDue
                        || !now.isBefore(lastLook.plus(LOOK_EVERY))
                        || (nextRetryAt != null && !now.isBefore(nextRetryAt)));
    }

    private int limit() {
        return health.isOnProbation() ? 1 : settings.slotsOfOneSource(slots.availablePermits());
    }

    private int room() {
        return limit() - calls;
    }

    /** A claim waits until a quarter of the places are free, so that each statement claims many events. */
    private boolean hasRoom() {
        return room() >= Math.max(1, limit() / 4);
    }

    private void call(DueEvent event, Webhook webhook) {
        unsettled.add(event.eventId());
        calls++;
        Thread.ofVirtual().name("webhook").start(() -> {
            Message end = new Message.CallBrokeOff(event.eventId());
            try {
                end = new Message.CallEnded(new Answered(event.eventId(), webhook, callInSlot(event, webhook)));
            } catch (Throwable fault) {
                log.error("The call for event {} broke off and will be made again", event.eventId(), fault);
            } finally {
                // In any case: if a call never reported its end, the worker would not end either.
                payloads.release(event.payload().length);
                inbox.add(end);
            }
        });
    }

    private WebhookExchange callInSlot(DueEvent event, Webhook webhook) {
        slots.acquireUninterruptibly();
        metrics.begin();
        try {
            var exchange = client.post(
                    webhook, event.eventId().toString(), event.type().header(), event.payload());
            metrics.count(exchange);
            return exchange;
        } finally {
            metrics.end();
            slots.release();
        }
    }

    private void take(Message message) {
        switch (message) {
            case Message.Woken woken -> moreDue = true;
            case Message.CallEnded ended -> {
                calls--;
                unrecorded.add(ended.answered());
            }
            case Message.CallBrokeOff broken -> {
                calls--;
                unsettled.remove(broken.eventId());
                moreDue = true;
                restingUntil = clock.instant().plus(FAULT_PAUSE);
            }
            case Message.Recorded recorded -> {
                recording = false;
                health = recorded.result().health();
                noteRetry(recorded.result().nextRetryAt());
                recorded.calls().forEach(call -> unsettled.remove(call.eventId()));
                lastWork = clock.instant();
            }
        }
    }

    private void noteRetry(@Nullable Instant at) {
        nextRetryAt = at == null ? nextRetryAt : earlier(at, nextRetryAt);
    }

    private void recordWhatEnded() {
        if (recording || unrecorded.isEmpty()) {
            return;
        }
        recording = true;
        var ended = List.copyOf(unrecorded);
        var before = health;
        unrecorded.clear();
        Thread.ofVirtual()
                .name("delivery-record")
                .start(() -> inbox.add(new Message.Recorded(ended, recordUntilDone(ended, before))));
    }

    /** Retries while the database is unreachable: only this instance knows the results, and lost ones mean repeated calls. */
    private DeliveryRecords.Result recordUntilDone(List<Answered> ended, EndpointHealth before) {
        var givenUpAt = clock.instant().plus(RECORDING_GIVEN_UP_AFTER);
        boolean told = false;
        while (true) {
            try {
                return records.record(lease.sourceId(), ended, before);
            } catch (RuntimeException | Error fault) {
                if (clock.instant().isAfter(givenUpAt)) {
                    log.error("{} deliveries could not be recorded and will be made again", ended.size(), fault);
                    return new DeliveryRecords.Result(before, null);
                }
                if (!told) {
                    log.warn("{} deliveries wait to be recorded: {}", ended.size(), fault.getMessage());
                    told = true;
                }
            }
            try {
                Thread.sleep(FAULT_PAUSE);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return new DeliveryRecords.Result(before, null);
            }
        }
    }

    private boolean isAtRest() {
        return calls == 0 && unrecorded.isEmpty() && !recording;
    }

    private boolean isIdle(Instant now, boolean crowded) {
        return !moreDue && isAtRest() && (crowded || !now.isBefore(lastWork.plus(settings.linger())));
    }

    private Duration untilNextLook(Instant now) {
        if (now.isBefore(restingUntil)) {
            return Duration.between(now, restingUntil);
        }
        if (moreDue) {
            return hasRoom() ? Duration.ZERO : LOOK_EVERY;
        }
        var next = earlier(lastLook.plus(LOOK_EVERY), nextRetryAt);
        return next.isAfter(now) ? Duration.between(now, next) : Duration.ofMillis(1);
    }

    private End end() {
        if (leaseLost) {
            return new End.TakenOver();
        }
        if (!pushes) {
            records.park(lease.sourceId());
            return new End.NothingLeft();
        }
        if (secretUnreadable) {
            return new End.DueAgain(clock.instant().plus(PAUSE_WITHOUT_SECRET));
        }
        var due = records.nextDue(lease.sourceId()).orElse(null);
        if (due == null) {
            return new End.NothingLeft();
        }
        var pausedUntil = health.pausedUntil();
        return new End.DueAgain(pausedUntil != null && pausedUntil.isAfter(due) ? pausedUntil : due);
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other == null || one.isBefore(other) ? one : other;
    }
}
