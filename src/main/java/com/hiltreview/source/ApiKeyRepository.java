package com.hiltreview.source;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface ApiKeyRepository extends BaseJpaRepository<ApiKey, UUID> {
    Optional<ApiKey> findByKeyPrefix(String keyPrefix);

    List<ApiKey> findAllByOrderByIdDesc();

    List<ApiKey> findAllBySourceIdOrderByIdDesc(UUID sourceId);

    @Modifying
    @Query("""
            update ApiKey k set k.lastUsedAt = :minute
            where k.id = :id and (k.lastUsedAt is null or k.lastUsedAt < :minute)
            """)
    void markUsed(UUID id, Instant minute);
}
