-- The cluster that transaction ids belong to. After a dump is restored, its ids mean nothing in the new cluster. The service then
-- opens a new epoch, and rows of older epochs count as complete.
create table journal_epochs (
    epoch integer primary key,
    system_identifier text not null,
    started_at timestamptz not null default now()
);

insert into journal_epochs (epoch, system_identifier)
select 1, system_identifier::text from pg_control_system();

create view current_epoch as select max(epoch) as epoch from journal_epochs;

-- What happened to tasks: the statement that makes a change also writes its entry, which is never changed. Readers follow the
-- key's order and stop before the oldest running transaction, so an entry that commits late comes after all that was read.
create table journal (
    -- The default is the current epoch: the service changes it when it opens another one.
    epoch integer not null default 1,
    tx_id xid8 not null default pg_current_xact_id(),
    number bigint generated always as identity,
    task_id uuid not null,
    source_id uuid not null,
    kind text not null,
    -- Of the task, after the change.
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
