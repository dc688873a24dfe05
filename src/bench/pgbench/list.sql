-- GET /review-tasks?status=PENDING&limit=50: the session, then the first page; the total is counted once in two seconds
-- only, so not here.
select s.primary_id, s.session_id, s.creation_time, s.last_access_time, s.max_inactive_interval, sa.attribute_name,
    sa.attribute_bytes
from spring_session s left join spring_session_attributes sa on s.primary_id = sa.session_primary_id
where s.session_id = (select session_id from spring_session limit 1);
with page as (
    select t.* from review_tasks t
    where true and t.status in ('PENDING')
    order by t.created_at desc, t.id desc limit 51
), total as (select 20001 as n), source as (select true as found)
select total.n, source.found, t.block_count, t.has_changes,
    t.id, t.source_id, s.name as source_name, t.status, t.priority, t.title, t.preview, t.service,
    t.source_service, t.action, t.risk_level, t.risk_warning, t.interaction_schema, t.execution_intent,
    t.version, t.created_at, t.updated_at, t.archived_at,
    d.decision, d.reason, d.option_id, d.decided_at, d.decided_by,
    e.id as event_id, e.delivery_status, e.attempt_count, e.last_attempt_at, e.revision
from total cross join source left join (
    page t join sources s on s.id = t.source_id
    left join review_decisions d on d.task_id = t.id
    left join decision_events e on e.task_id = t.id
) on true
order by t.created_at desc, t.id desc;
