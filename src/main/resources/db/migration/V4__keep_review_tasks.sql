create type review_task_status as enum ('PENDING', 'APPROVED', 'DENIED', 'DISPATCHED', 'ARCHIVED');
-- Declared in the order of the reviewers' queue, so that one ascending index serves it.
create type priority_level as enum ('HIGH', 'NORMAL', 'LOW');
create type risk_level as enum ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL');
create type decision_type as enum ('APPROVE', 'DENY');

-- Columns of type json keep the text as given, so members are shown and sent in the agent's order. Their contents have no checks,
-- which would read these large columns at every update of the row.
create table review_tasks (
    -- A UUIDv7, which begins with the time of filing: a month of tasks is a range of ids.
    id uuid primary key,
    source_id uuid not null references sources (id),
    status review_task_status not null default 'PENDING',
    priority priority_level not null,
    risk_level risk_level not null,
    title text not null,
    preview text,
    risk_warning text,
    service json,
    source_service json,
    action json,
    interaction_schema json,
    -- What lists and the stream show of the schema: no guidance, no patches, and as many options as fit in 16 KiB.
    interaction_summary json,
    execution_intent json,
    metadata json,
    blocks_original json not null,
    blocks_working json not null,
    blocks_final json,
    diff json,
    block_count smallint not null check (block_count between 1 and 50),
    has_changes boolean not null default false,
    -- The folded words of title and preview, separated by single spaces; q looks for them in search_words.
    search_text text not null,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    archived_at timestamptz,
    -- The id of a task that must have a decision: the foreign key to review_decisions, below, uses it.
    decided_task_id uuid generated always as (case when status <> 'PENDING' then id end) stored,
    -- The last change of a decided task. An index on updated_at would prevent heap-only updates: every edit of a pending task
    -- would write to every index.
    idle_since timestamptz
        generated always as (case when status in ('APPROVED', 'DENIED', 'DISPATCHED') then updated_at end) stored,
    service_id text generated always as (service ->> 'id') stored,
    action_type text generated always as (action ->> 'type') stored,
    -- The size of a task in a list, for pages that end after 2 MiB: adding this up costs less than measuring the columns.
    listed_bytes integer not null generated always as (
        octet_length(title)
        + coalesce(octet_length(preview), 0)
        + coalesce(octet_length(risk_warning), 0)
        + coalesce(octet_length(service::text), 0)
        + coalesce(octet_length(source_service::text), 0)
        + coalesce(octet_length(action::text), 0)
        + coalesce(octet_length(interaction_summary::text), 0)
        + coalesce(octet_length(execution_intent::text), 0)
    ) stored,
    -- Stored, because computing them for each comparison takes 48 µs a row.
    search_words tsvector not null generated always as (array_to_tsvector(string_to_array(search_text, ' '))) stored,
    constraint decided_tasks_have_final_blocks check ((status <> 'PENDING') = (blocks_final is not null)),
    constraint decided_tasks_have_a_diff check ((status <> 'PENDING') = (diff is not null)),
    constraint archived_tasks_say_when check ((status = 'ARCHIVED') = (archived_at is not null))
);

create table review_decisions (
    task_id uuid primary key references review_tasks (id),
    decision decision_type not null,
    -- The service decides which texts are blank; PostgreSQL's \S knows fewer characters than Unicode.
    reason text,
    option_id text,
    -- The reviewer's address at that moment: it must outlive the account.
    decided_by text not null,
    decided_by_user_id uuid references users (id),
    decided_at timestamptz not null,
    constraint denials_have_a_reason check (decision = 'APPROVE' or (reason is not null and reason <> ''))
);

-- A task that is not PENDING has its decision, at the latest at the end of the transaction that decided it.
alter table review_tasks
    add constraint decided_tasks_have_a_decision foreign key (decided_task_id) references review_decisions (task_id)
    deferrable initially deferred;

-- GET /review-tasks, newest first.
create index review_tasks_by_created_at on review_tasks (created_at desc, id desc);
-- GET /review-tasks?status=PENDING. If many tasks are PENDING, PostgreSQL does not use an index that begins with the status, and
-- reads recently decided tasks as well. It always uses an index that holds PENDING tasks only.
create index review_tasks_pending on review_tasks (created_at desc, id desc) where status = 'PENDING';
-- GET /review-tasks with any other status. A task has an entry in only one of the two.
create index review_tasks_by_status on review_tasks (status, created_at desc, id desc) where status <> 'PENDING';
-- GET /review-tasks?source_id=…
create index review_tasks_by_source on review_tasks (source_id, status, created_at desc, id desc);
-- GET /review-tasks?sort=priority, the reviewers' queue.
create index review_tasks_by_priority on review_tasks (status, priority, created_at, id);
-- GET /review-tasks?q=…
create index review_tasks_by_word on review_tasks using gin (search_words);
-- The archiver reads tasks that are due in this order.
create index review_tasks_to_archive on review_tasks (idle_since, id) where idle_since is not null;
