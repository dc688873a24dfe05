package com.hiltreview.event;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import java.util.UUID;

interface DecisionEventRepository extends BaseJpaRepository<DecisionEvent, UUID> {}
