-- GET /review-tasks?status=PENDING&limit=50: the session, then the first page; the total is counted once in two seconds
-- only, so not here.
select s.primary_id, s.session_id, s.creation_time, s.last_access_time, s.max_inactive_interval, sa.attribute_name,
    sa.attribute_bytes
from spring_session s left join spring_session_attributes sa on s.primary_id = sa.session_primary_id
where s.session_id = (select session_id from spring_session limit 1);
select 20001, true, t.id, t.source_id, s.name, t.status, t.priority, t.title, t.preview, t.service, t.source_service, t.action,
    t.risk_level, t.risk_warning, t.interaction_schema, t.execution_intent, t.block_count, t.has_changes,
    t.version, t.created_at, t.updated_at, t.archived_at,
    null::text, null::text, null::text, null::timestamptz, null::text,
    null::uuid, null::text, null::integer, null::timestamptz
from review_tasks t join sources s on s.id = t.source_id
where true and t.status in ('PENDING')
order by t.created_at desc, t.id desc limit 51;
