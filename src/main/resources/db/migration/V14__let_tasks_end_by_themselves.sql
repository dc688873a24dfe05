-- Tasks that nobody decides in time, and tasks that their agents take back.
create type expiry_action as enum ('DENY', 'ESCALATE');

alter table review_tasks
    -- When the task ends by itself, and how; null: it waits for ever.
    add column expires_at timestamptz,
    add column on_expiry expiry_action,
    -- When ESCALATE was carried out: a task is escalated once.
    add column expired_at timestamptz,
    -- Counts the changes that belong to the ETag but not to the version, so that a decision need not know them.
    add column side_changes integer not null default 0,
    add constraint expiring_tasks_say_how check ((expires_at is null) = (on_expiry is null)) not valid;

-- What is due. Only tasks that may expire have an entry.
create index review_tasks_to_expire on review_tasks (expires_at, id)
    where status = 'PENDING' and expires_at is not null and expired_at is null;

-- What decided: a reviewer, a rule of the administrators, the time, or the agent that took its proposal back.
create type decision_origin as enum ('reviewer', 'policy', 'expiry', 'withdrawal');

alter table review_decisions add column origin decision_origin not null default 'reviewer';

-- What a source's tasks get that name no time themselves; null: they wait for ever.
alter table sources
    add column review_expires_in_seconds integer check (review_expires_in_seconds between 1 and 31536000);
