-- Reviewers may ask the agent for changes, and the agent may answer with a revision. The row of a task has its newest revision; all
-- earlier ones move to task_revisions.
alter table review_tasks
    add column revision integer not null default 1,
    -- What the newest revision's agent says about it, and when it was filed; null for the first one.
    add column revision_comment text,
    add column revised_at timestamptz,
    -- The changes that a reviewer asks for. A PENDING task with them awaits its agent, one without them awaits a reviewer.
    add column change_request json;

create table task_revisions (
    task_id uuid not null references review_tasks (id),
    revision integer not null check (revision between 1 and 49),
    blocks_original json not null,
    -- As reviewers had edited them; null if they had not.
    blocks_working json,
    comment text,
    change_request json,
    created_at timestamptz not null,
    -- The size of a revision in the list of revisions, which ends at 4 MiB: adding this up costs less than measuring the columns.
    listed_bytes integer not null generated always as (
        octet_length(blocks_original::text)
        + octet_length(coalesce(blocks_working, blocks_original)::text)
        + coalesce(octet_length(comment), 0)
        + coalesce(octet_length(change_request::text), 0)
    ) stored,
    -- Serves GET /review-tasks/{id}/revisions, newest first.
    primary key (task_id, revision)
);

-- GET /review-tasks?awaiting=agent: few of the PENDING tasks.
create index review_tasks_awaiting_agent on review_tasks (created_at desc, id desc)
    where status = 'PENDING' and change_request is not null;

-- Sources choose which events they get; decisions they always get.
alter table sources add column delivers_change_requests boolean not null default false;

create view change_request_receivers as select id from sources where delivers_change_requests;

-- A task has one event of a decision, and any number of others. It also serves look-ups of all events of a task, among them the
-- check of the foreign key when a task is deleted; two partial indexes would not.
alter table decision_events drop constraint decision_events_task_id_key;

create unique index decision_events_by_task on decision_events
    (task_id, (case when type in ('review_task.approved', 'review_task.denied') then task_id else id end));

-- A task's delivery is that of its decision.
create or replace view task_deliveries as
    select task_id, id as event_id, delivery_status, attempt_count, last_attempt_at, revision from decision_events
    where type in ('review_task.approved', 'review_task.denied');

create or replace view events_being_pushed as
    select e.task_id, e.next_attempt_at from decision_events e join pushing_sources s on s.id = e.source_id
    where e.delivered_at is null and e.type in ('review_task.approved', 'review_task.denied');

-- As in V13: lz4 where PostgreSQL has it.
do $$
begin
    alter table review_tasks alter column change_request set compression lz4;
    alter table task_revisions
        alter column blocks_original set compression lz4,
        alter column blocks_working set compression lz4,
        alter column change_request set compression lz4;
exception
    when feature_not_supported or invalid_parameter_value then
        raise notice 'lz4 is not available: %', sqlerrm;
end
$$;
