-- The newest change of each source that was dropped. A reader of one source's tasks has missed something only if a change of
-- that source was dropped; the mark in task_change_epoch is for those who follow all sources.
create unlogged table task_changes_dropped (
    source_id uuid primary key references sources (id) on delete cascade,
    tx_id xid8 not null,
    seq bigint not null
);

-- What was dropped before has no such mark, so places from before mean nothing any more; the service begins an epoch.
delete from task_change_epoch;
