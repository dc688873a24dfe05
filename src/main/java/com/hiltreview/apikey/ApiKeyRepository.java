package com.hiltreview.apikey;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface ApiKeyRepository extends BaseJpaRepository<ApiKey, UUID> {
    /**
     * Instances that start together register the same key at once.
     *
     * @return the number of rows inserted
     */
    @Modifying
    @Query(value = """
            insert into api_keys (id, key_prefix, key_hash, key_type, environment, name, created_at)
            values (:id, :keyPrefix, :keyHash, 'ADMIN', cast(:environment as api_key_environment), :name, :now)
            on conflict (key_prefix) do nothing
            """, nativeQuery = true)
    int insertAdminKeyIfAbsent(UUID id, String keyPrefix, byte[] keyHash, String environment, String name, Instant now);

    @Query(value = "select * from api_keys order by id desc", nativeQuery = true)
    List<ApiKey> findAllNewestFirst();

    @Query(value = "select * from api_keys where source_id = :sourceId order by id desc", nativeQuery = true)
    List<ApiKey> findAllBySourceNewestFirst(UUID sourceId);

    long countByRevokedAtIsNull();

    @Modifying
    @Query(value = """
            update api_keys set last_used_at = :minute
            where id = :id and (last_used_at is null or last_used_at < :minute)
            """, nativeQuery = true)
    void markUsed(UUID id, Instant minute);
}
