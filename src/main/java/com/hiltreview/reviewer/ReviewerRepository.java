package com.hiltreview.reviewer;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;

interface ReviewerRepository extends BaseJpaRepository<Reviewer, UUID> {
    @Query(value = "select * from users where google_sub = :subject", nativeQuery = true)
    Optional<Reviewer> findBySubject(String subject);
}
