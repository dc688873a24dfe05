package com.hiltreview.source;

import io.hypersistence.utils.spring.repository.BaseJpaRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;

interface SourceRepository extends BaseJpaRepository<Source, UUID> {
    @Query(value = "select * from sources order by name collate \"C\", id", nativeQuery = true)
    List<Source> findAllByName();

    /** Changes of one source follow each other; keys and tasks may be added to it meanwhile. */
    @Query(value = "select * from sources where id = :id for no key update", nativeQuery = true)
    Optional<Source> findToChange(UUID id);

    /** Whoever deletes the source waits for the present transaction. */
    @Query(value = "select id from sources where id = :id for key share", nativeQuery = true)
    Optional<UUID> holdBack(UUID id);
}
