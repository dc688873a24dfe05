-- Which cluster transaction ids belong to. A dump that is restored brings ids that mean nothing in the new cluster; the service then
-- opens another epoch, and everything of older ones counts as complete.
create table journal_epochs (
    epoch integer primary key,
    system_identifier text not null,
    started_at timestamptz not null default now()
);

insert into journal_epochs (epoch, system_identifier)
select 1, system_identifier::text from pg_control_system();

create view current_epoch as select max(epoch) as epoch from journal_epochs;

-- What happened to tasks, written by the statement of each change and never changed. Readers follow it in the order of its key and
-- stop before the oldest transaction that still runs, so that an entry that commits late comes after all that was read before.
create table journal (
    -- The default is the current epoch: the service changes it when it opens another one.
    epoch integer not null default 1,
    tx_id xid8 not null default pg_current_xact_id(),
    number bigint generated always as identity,
    task_id uuid not null,
    source_id uuid not null,
    kind text not null,
    -- The task's, after the change.
    status review_task_status not null,
    version integer not null,
    -- agent, reviewer or system; and the prefix of the agent's key, or the reviewer's address at that moment.
    author_kind text not null,
    author text,
    occurred_at timestamptz not null,
    primary key (epoch, tx_id, number)
);

-- The history of a task, and the entries that are deleted with it.
create index journal_by_task on journal (task_id, epoch, tx_id, number);
