-- Copies the template source's decided tasks until the bench source has :tasks of them: six in ten PENDING, two APPROVED,
-- two DISPATCHED, whose events have failed and are delivered, one a second into the past. The ids follow from the number, so that pgbench can name them.
begin;

create temp table template as
select row_number() over (order by t.id) - 1 as n, t.*, e.id as event_id, e.payload, d.decided_by, d.decided_by_user_id
from review_tasks t
join decision_events e on e.task_id = t.id
join review_decisions d on d.task_id = t.id
where t.source_id = :'template';

create temp table plan as
select i, md5('task ' || i)::uuid as id, (i * 7) % (select count(*) from template) as n,
    (array['PENDING', 'PENDING', 'PENDING', 'PENDING', 'PENDING', 'PENDING', 'APPROVED', 'APPROVED', 'DISPATCHED',
        'DISPATCHED'])[1 + i % 10]::review_task_status as status,
    date_trunc('milliseconds', now()) - i * interval '1 second' - interval '1 minute' as at
from generate_series(1, :tasks) i;

insert into review_tasks (id, source_id, status, priority, risk_level, title, preview, interaction_schema, metadata,
    blocks_original, blocks_working, blocks_final, diff, block_count, has_changes, search_text, version, created_at,
    updated_at)
select p.id, :'source', p.status, (array['HIGH', 'NORMAL', 'LOW'])[1 + p.i % 3]::priority_level, t.risk_level, t.title,
    t.preview, t.interaction_schema, t.metadata, t.blocks_original,
    case when p.status = 'PENDING' then t.blocks_original else t.blocks_working end,
    case when p.status <> 'PENDING' then t.blocks_final end,
    case when p.status <> 'PENDING' then t.diff end,
    t.block_count, p.status <> 'PENDING', t.search_text, case when p.status = 'PENDING' then 1 else 3 end, p.at, p.at
from plan p join template t using (n)
order by p.i desc;

insert into review_decisions (task_id, decision, decided_by, decided_by_user_id, decided_at)
select p.id, 'APPROVE', t.decided_by, t.decided_by_user_id, p.at
from plan p join template t using (n)
where p.status <> 'PENDING';

insert into decision_events (id, task_id, source_id, type, payload, delivery_status, attempt_count, last_attempt_at,
    delivered_at, created_at)
select md5('event ' || p.i)::uuid, p.id, :'source', 'review_task.approved',
    convert_to(replace(replace(replace(convert_from(t.payload, 'UTF8'),
        t.event_id::text, md5('event ' || p.i)::uuid::text),
        t.id::text, p.id::text),
        :'template', :'source'), 'UTF8'),
    case when p.status = 'DISPATCHED' then 'DELIVERED' else 'FAILED' end::delivery_status, 1, p.at,
    case when p.status = 'DISPATCHED' then p.at end,
    p.at
from (select * from plan where status <> 'PENDING' order by at limit :events) p join template t using (n);

commit;
