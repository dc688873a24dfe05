package com.hiltreview.reviewer;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import java.util.Optional;
import java.util.UUID;

interface ReviewerRepository extends BaseJpaRepository<Reviewer, UUID> {
    Optional<Reviewer> findBySubject(String subject);
}
