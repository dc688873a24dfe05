package com.hiltreview.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.hiltreview.access.Caller;
import com.hiltreview.error.NotFoundException;
import com.hiltreview.json.Json;
import com.hiltreview.json.RawJson;
import com.hiltreview.paging.Cursors;
import com.hiltreview.proposal.ArtifactBlock;
import com.hiltreview.sql.Columns;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Reads the revisions of a task: the newest one from its row, the superseded ones from their own table. */
@Service
class TaskRevisions {
    /** The first revision of a page always fits. */
    private static final int MAX_PAGE_BYTES = 4 * 1024 * 1024;

    /** Adds up the sizes before reading any contents. A task without a revision in the page has one row with nulls. */
    private static final String PAGE = """
            select t.source_id, r.revision, r.blocks_original, coalesce(r.blocks_working, r.blocks_original),
                r.comment, r.change_request, r.created_at
            from review_tasks t left join lateral (
                select *, sum(listed_bytes) over (order by revision desc) as bytes_so_far
                from (
                    select t.revision, t.blocks_original, t.blocks_working, t.revision_comment as comment, t.change_request,
                        coalesce(t.revised_at, t.created_at) as created_at,
                        octet_length(t.blocks_original::text) + octet_length(t.blocks_working::text)
                            + coalesce(octet_length(t.revision_comment), 0)
                            + coalesce(octet_length(t.change_request::text), 0) as listed_bytes
                    union all
                    select revision, blocks_original, blocks_working, comment, change_request, created_at, listed_bytes
                    from task_revisions where task_id = t.id
                ) every where revision < ?
            ) r on r.bytes_so_far <= %d or r.bytes_so_far = r.listed_bytes
            where t.id = ?
            order by r.revision desc
            """.formatted(MAX_PAGE_BYTES);

    private static final String ORIGINAL = """
            case when t.revision = ? then t.blocks_original
                else (select r.blocks_original from task_revisions r where r.task_id = t.id and r.revision = ?) end""";

    private static final String TWO_ORIGINALS =
            "select t.source_id, " + ORIGINAL + ", " + ORIGINAL + " from review_tasks t where t.id = ?";

    private final JdbcTemplate jdbc;
    private final Cursors cursors;

    TaskRevisions(JdbcTemplate jdbc, Cursors cursors) {
        this.jdbc = jdbc;
        this.cursors = cursors;
    }

    /**
     * @param blocksWorking as reviewers had edited them when the next revision was filed; those of the newest one may change
     * @param comment what the agent says about the revision
     * @param changeRequest what a reviewer asked the agent to change in it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Revision(
            int revision,
            RawJson blocksOriginal,
            RawJson blocksWorking,
            @Nullable String comment,
            @Nullable RawJson changeRequest,
            Instant createdAt) {}

    /** @param nextCursor null on the last page */
    record Page(List<Revision> items, @Nullable String nextCursor) {}

    private record Found(UUID sourceId, @Nullable Revision revision) {}

    /**
     * A page of a task's revisions, newest first; it ends at 4 MiB.
     *
     * @param cursor of the previous page, or null for the first
     */
    Page list(Caller caller, UUID taskId, @Nullable String cursor) {
        var list = "revisions " + taskId;
        int before = cursor == null ? Integer.MAX_VALUE : Integer.parseInt(cursors.decode(list, cursor, "cursor"));
        var found = jdbc.query(PAGE, TaskRevisions::found, before, taskId);
        requireVisible(caller, taskId, found.stream().map(Found::sourceId).toList());
        var revisions =
                found.stream().map(Found::revision).flatMap(Stream::ofNullable).toList();
        int last = revisions.isEmpty() ? 1 : revisions.getLast().revision();
        return new Page(revisions, last == 1 ? null : cursors.encode(list, Integer.toString(last)));
    }

    private static Found found(ResultSet row, int rowNumber) throws SQLException {
        var columns = new Columns(row, 1);
        var sourceId = columns.uuid();
        int revision = columns.integer();
        var original = columns.jsonOrNull();
        var working = columns.jsonOrNull();
        return new Found(
                sourceId,
                original == null || working == null
                        ? null
                        : new Revision(
                                revision,
                                original,
                                working,
                                columns.textOrNull(),
                                columns.jsonOrNull(),
                                columns.time()));
    }

    /** The originals of two revisions, as JSON. */
    private record Originals(
            UUID sourceId, @Nullable String first, @Nullable String second) {}

    /**
     * What the agent changed from one revision to another, as JSON in UTF-8. Neither a row nor a connection is held while it is
     * computed.
     *
     * @param known whether the caller has it already
     * @return null if it is known
     * @throws NotFoundException if the task has no such revision
     */
    byte @Nullable [] diff(Caller caller, UUID taskId, int from, int to, boolean known) {
        var found = jdbc.query(
                TWO_ORIGINALS,
                (row, number) -> {
                    var columns = new Columns(row, 1);
                    return new Originals(columns.uuid(), columns.textOrNull(), columns.textOrNull());
                },
                from,
                from,
                to,
                to,
                taskId);
        requireVisible(caller, taskId, found.stream().map(Originals::sourceId).toList());
        if (known) {
            return null;
        }
        var originals = found.getFirst();
        var first = blocks(originals.first(), from);
        var second = blocks(originals.second(), to);
        return Json.write(ArtifactBlock.diffOfRevisions(first, second)).getBytes(StandardCharsets.UTF_8);
    }

    private static List<ArtifactBlock> blocks(@Nullable String json, int revision) {
        if (json == null) {
            throw new NotFoundException("revision", revision);
        }
        return ArtifactBlock.readAll(json);
    }

    private static void requireVisible(Caller caller, UUID taskId, List<UUID> sourceIds) {
        if (sourceIds.isEmpty() || !caller.scope().includes(sourceIds.getFirst())) {
            throw new NotFoundException("review_task", taskId);
        }
    }
}
