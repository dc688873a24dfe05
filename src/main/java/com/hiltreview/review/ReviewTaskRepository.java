package com.hiltreview.review;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import java.util.UUID;

interface ReviewTaskRepository extends BaseJpaRepository<ReviewTask, UUID>, ReviewTaskStatements {
    boolean existsBySourceId(UUID sourceId);
}
