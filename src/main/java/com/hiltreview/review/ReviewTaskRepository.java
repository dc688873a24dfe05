package com.hiltreview.review;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

interface ReviewTaskRepository extends BaseJpaRepository<ReviewTask, UUID>, ReviewTaskStatements {
    /** One statement needs no transaction around it, which would be another round trip. */
    @Override
    @Transactional(propagation = Propagation.SUPPORTS)
    Optional<ReviewTask> findById(UUID id);

    List<ReviewTask> findByIdIn(Collection<UUID> ids);

    boolean existsBySourceId(UUID sourceId);
}
