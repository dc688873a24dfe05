package com.hiltreview.delivery;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface DecisionEventRepository extends BaseJpaRepository<DecisionEvent, UUID> {
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select e from DecisionEvent e where e.id = :id")
    Optional<DecisionEvent> findAndLock(UUID id);

    @Query(value = """
            select id from decision_events
            where source_id = :sourceId and delivered_at is null and delivery_status <> 'FAILED'
            order by feed_epoch, tx_id, id
            """, nativeQuery = true)
    List<UUID> findWaiting(UUID sourceId);

    /** Served by decision_events_undelivered, a source after the other. */
    @Query(value = """
            select e.id from decision_events e join sources s on s.id = e.source_id
            where e.delivered_at is null and e.delivery_status <> 'FAILED' and e.created_at < :before
                and s.webhook_enabled and s.webhook_url is not null and s.delivery_mode <> 'PULL_ONLY'
                and not exists (
                    select from scheduled_tasks t
                    where t.task_name = 'deliver-decision' and t.task_instance = cast(e.id as text))
            """, nativeQuery = true)
    List<UUID> findForgotten(Instant before);
}
