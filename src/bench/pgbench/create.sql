-- POST /review-tasks with an Idempotency-Key and a key that is remembered: the source, then the claim, the task and its journal entry.
\set task random(1, :tasks)
\set number random(1, 1000000000000)
select * from sources where id = :source::uuid;
with claimed as (
    insert into idempotency_keys as k (source_id, key, request_hash, task_id, response, etag, created_at)
    select :source::uuid, 'pgbench ' || :number, sha256('body'), gen_random_uuid(),
        convert_to(t.blocks_original::text || t.blocks_working::text, 'UTF8'), '"1"', now()
    from review_tasks t where t.id = md5('task ' || :task)::uuid
    on conflict (source_id, key) do update
    set request_hash = excluded.request_hash, task_id = excluded.task_id, response = excluded.response,
        etag = excluded.etag, created_at = excluded.created_at
    where k.created_at <= now() - interval '24 hours'
    returning task_id
), filed as (
insert into review_tasks (id, version, source_id, status, priority, risk_level, title, preview, metadata,
    blocks_original, blocks_working, block_count, search_text, created_at, updated_at)
select c.task_id, 1, source_id, 'PENDING', priority, risk_level, title, preview, metadata, blocks_original,
    blocks_original, block_count, search_text, now(), now()
from claimed c, review_tasks where id = md5('task ' || :task)::uuid
returning id, source_id, status, version, updated_at
)
insert into journal (task_id, source_id, kind, status, version, occurred_at, author_kind, author)
select id, source_id, 'created', status, version, updated_at, 'agent', 'hilt_sk_test_bench' from filed;
