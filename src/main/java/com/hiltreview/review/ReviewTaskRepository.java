package com.hiltreview.review;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface ReviewTaskRepository extends BaseJpaRepository<ReviewTask, UUID> {
    /** The rows are locked in the order of their ids, so that two batches never wait for each other in a circle. */
    @Modifying
    @Query(value = """
            with due as (
                select id from review_tasks
                where id in (:taskIds) and status in ('APPROVED', 'DENIED')
                order by id for no key update
            )
            update review_tasks t set status = 'DISPATCHED', version = t.version + 1, updated_at = :now
            from due where t.id = due.id
            """, nativeQuery = true)
    int markDispatched(Collection<UUID> taskIds, Instant now);
}
