package com.hiltreview.reviewer;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface ReviewerRepository extends BaseJpaRepository<Reviewer, UUID> {
    /** Does nothing if the reviewer exists: two tabs may sign the same person in for the first time at once. */
    @Modifying
    @Query(value = """
            insert into users (id, google_sub, email, created_at, last_login_at)
            values (:id, :subject, :email, :now, :now) on conflict (google_sub) do nothing
            """, nativeQuery = true)
    void insertIfAbsent(UUID id, String subject, String email, Instant now);

    @Query(value = "select * from users where google_sub = :subject", nativeQuery = true)
    Optional<Reviewer> findBySubject(String subject);

    /** Other reviewers with this address; it belongs to this reviewer now. */
    @Query(value = "select id from users where lower(email) = lower(:email) and id <> :reviewer", nativeQuery = true)
    List<UUID> findOthersByAddress(String email, UUID reviewer);
}
