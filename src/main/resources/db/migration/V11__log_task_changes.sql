-- What has changed in tasks within the last hour, for GET /review-tasks/stream: written by triggers in the transaction
-- of the change, and followed in the order (tx_id, seq) below the oldest transaction that still runs, as the feed of
-- decisions is. Not logged: after a crash of the server it is empty, and readers are told to read anew.
create unlogged table task_changes (
    tx_id xid8 not null default pg_current_xact_id(),
    seq bigint generated always as identity,
    task_id uuid not null,
    source_id uuid not null,
    status review_task_status not null,
    -- 1 is the task's creation.
    version integer not null,
    updated_at timestamptz not null,
    -- Serves the followers, and the dropping of the oldest.
    primary key (tx_id, seq)
);

-- Places in task_changes mean something within one epoch. The one row is as little logged as the changes, so it is
-- gone when they are; whoever misses it makes another.
create unlogged table task_change_epoch (
    single boolean primary key default true check (single),
    epoch bigint not null,
    -- A dump that is restored brings places of another cluster.
    system_identifier text not null,
    -- The place of the newest change that was dropped: a reader from before it has missed something.
    dropped_tx_id xid8 not null default '0',
    dropped_seq bigint not null default 0
);

-- For each statement, so that a batch costs little more than one row.
create function log_task_changes() returns trigger language plpgsql as $$
begin
    insert into task_changes (task_id, source_id, status, version, updated_at)
    select id, source_id, status, version, updated_at from changed;
    return null;
end
$$;

create trigger review_tasks_created after insert on review_tasks
    referencing new table as changed for each statement execute function log_task_changes();
-- Every update of a task raises its version.
create trigger review_tasks_updated after update on review_tasks
    referencing new table as changed for each statement execute function log_task_changes();
