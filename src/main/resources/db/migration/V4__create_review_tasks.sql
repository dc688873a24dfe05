create type review_task_status as enum ('PENDING', 'APPROVED', 'DENIED', 'DISPATCHED', 'ARCHIVED');
-- Declared in the order of the reviewers' queue, so that one ascending index serves it.
create type priority_level as enum ('HIGH', 'NORMAL', 'LOW');
create type risk_level as enum ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL');
create type decision_type as enum ('APPROVE', 'DENY');

create table review_tasks (
    id uuid primary key,
    source_id uuid not null references sources (id),
    status review_task_status not null default 'PENDING',
    priority priority_level not null,
    risk_level risk_level not null,
    title text not null,
    preview text,
    risk_warning text,
    service jsonb,
    source_service jsonb,
    action jsonb,
    interaction_schema jsonb,
    execution_intent jsonb,
    metadata jsonb,
    blocks_original jsonb not null check (jsonb_typeof(blocks_original) = 'array'),
    blocks_working jsonb not null check (jsonb_typeof(blocks_working) = 'array'),
    blocks_final jsonb check (jsonb_typeof(blocks_final) = 'array'),
    diff jsonb check (jsonb_typeof(diff) = 'object'),
    block_count smallint not null check (block_count between 1 and 50),
    has_changes boolean not null default false,
    -- The folded words of title and preview, separated by single spaces; q looks in them.
    search_text text not null,
    service_id text generated always as (service ->> 'id') stored,
    action_type text generated always as (action ->> 'type') stored,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    archived_at timestamptz,
    -- The id while a decision must stand; see review_decisions.
    decided_task_id uuid generated always as (case when status <> 'PENDING' then id end) stored,
    constraint decided_tasks_have_final_blocks check ((status <> 'PENDING') = (blocks_final is not null)),
    constraint decided_tasks_have_a_diff check ((status <> 'PENDING') = (diff is not null)),
    constraint archived_tasks_say_when check ((status = 'ARCHIVED') = (archived_at is not null))
);

create table review_decisions (
    task_id uuid primary key references review_tasks (id),
    decision decision_type not null,
    reason text,
    option_id text,
    -- The reviewer's address at that moment: it must outlive the account.
    decided_by text not null,
    decided_by_user_id uuid references users (id),
    decided_at timestamptz not null,
    constraint denials_have_a_reason check (decision = 'APPROVE' or (reason is not null and reason ~ '\S'))
);

-- A task that is not PENDING has its decision, at the latest at the end of the transaction that decided it.
alter table review_tasks
    add constraint decided_tasks_have_a_decision foreign key (decided_task_id) references review_decisions (task_id)
    deferrable initially deferred;

-- GET /review-tasks, newest first: all tasks, those of one status, those of one source, and both.
create index review_tasks_by_created_at on review_tasks (created_at desc, id desc);
create index review_tasks_by_status on review_tasks (status, created_at desc, id desc);
create index review_tasks_by_source on review_tasks (source_id, status, created_at desc, id desc);
-- GET /review-tasks?sort=priority, the reviewers' queue.
create index review_tasks_by_priority on review_tasks (status, priority, created_at, id);
-- GET /review-tasks?q=…
create index review_tasks_by_word on review_tasks using gin (array_to_tsvector(string_to_array(search_text, ' ')));
