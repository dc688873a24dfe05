package com.hiltreview.delivery;

import com.github.kagkarlsson.scheduler.boot.autoconfigure.Jackson3Serializer;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The scheduler's task that sends the due events of a source. */
@Configuration(proxyBeanMethods = false)
class DeliveryTasks {
    /** The task instance is the source's id; there is no other data. */
    static final TaskDescriptor<Void> DELIVER = TaskDescriptor.of("deliver-source");

    /** Delay after a fault of the service itself, such as an unreachable database. */
    private static final Duration RETRY_AFTER_FAULT = Duration.ofSeconds(2);

    @Bean
    Task<Void> deliverSource(ObjectProvider<WebhookDispatcher> dispatchers) {
        return Tasks.custom(DELIVER)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(RETRY_AFTER_FAULT))
                .execute((instance, context) -> {
                    var sourceId = UUID.fromString(instance.getId());
                    var dispatcher = dispatchers.getObject();
                    var end = dispatcher.deliver(sourceId, context.getExecution().version);
                    return completion(end, dispatcher, sourceId);
                });
    }

    private static CompletionHandler<Void> completion(
            SourceDelivery.End end, WebhookDispatcher dispatcher, UUID sourceId) {
        return (complete, operations) -> {
            switch (end) {
                case SourceDelivery.End.DueAgain again -> operations.reschedule(complete, again.at());
                case SourceDelivery.End.NothingLeft nothing -> operations.remove();
                case SourceDelivery.End.TakenOver other -> {}
            }
            dispatcher.lookOnceMore(sourceId);
        };
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
}
