-- POST /review-tasks with an Idempotency-Key: the key's owner; then in one transaction the source, the claim, the task.
\set task random(1, :tasks)
\set number random(1, 1000000000000)
select id, source_id, key_prefix, key_hash, key_type, environment, name, created_at, last_used_at, revoked_at
from api_keys where source_id = :source::uuid;
begin;
select * from sources where id = :source::uuid;
insert into idempotency_keys as k (source_id, key, request_hash, task_id, response, etag, created_at)
select :source::uuid, 'pgbench ' || :number, sha256('body'), gen_random_uuid(),
    convert_to(t.blocks_original::text || t.blocks_working::text, 'UTF8'), '"1"', now()
from review_tasks t where t.id = md5('task ' || :task)::uuid
on conflict (source_id, key) do update
set request_hash = excluded.request_hash, task_id = excluded.task_id, response = excluded.response,
    etag = excluded.etag, created_at = excluded.created_at
where k.created_at <= now() - interval '24 hours';
insert into review_tasks (id, source_id, status, priority, risk_level, title, preview, metadata, blocks_original,
    blocks_working, block_count, has_changes, search_text, version, created_at, updated_at)
select gen_random_uuid(), source_id, 'PENDING', priority, risk_level, title, preview, metadata, blocks_original,
    blocks_original, block_count, false, search_text, 1, now(), now()
from review_tasks where id = md5('task ' || :task)::uuid;
commit;
