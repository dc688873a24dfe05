package com.hiltreview.delivery;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.boot.autoconfigure.Jackson3Serializer;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one kind of work in the queue: deliver the event that the instance names. */
@Configuration(proxyBeanMethods = false)
class DeliveryTasks {
    /** The instance is the event's id, and there is no other data. */
    static final TaskDescriptor<Void> DELIVER = TaskDescriptor.of("deliver-decision");

    /** For faults of our own, such as a database that is away between the call and its record. */
    private static final Duration RETRY_AFTER_FAULT = Duration.ofSeconds(10);

    @Bean
    Task<Void> deliverDecision(ObjectProvider<DeliveryService> deliveries) {
        return Tasks.custom(DELIVER)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(RETRY_AFTER_FAULT))
                .execute((instance, context) -> {
                    var next = deliveries.getObject().attempt(UUID.fromString(instance.getId()));
                    return next.<CompletionHandler<Void>>map(
                                    at -> (complete, operations) -> operations.reschedule(complete, at))
                            .orElseGet(CompletionHandler.OnCompleteRemove::new);
                });
    }

    @Bean
    DbSchedulerCustomizer schedulerOnVirtualThreads() {
        return new DbSchedulerCustomizer() {
            @Override
            public Optional<Serializer> serializer() {
                return Optional.of(new Jackson3Serializer());
            }

            @Override
            public Optional<ExecutorService> executorService() {
                return Optional.of(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("delivery-", 0).factory()));
            }
        };
    }

    /** Schedules inside the present transaction: a row that is rolled back was never there. */
    static void schedule(SchedulerClient scheduler, UUID eventId, Instant now) {
        scheduler.scheduleBatch(List.of(DELIVER.instance(eventId.toString()).scheduledTo(now)));
    }
}
