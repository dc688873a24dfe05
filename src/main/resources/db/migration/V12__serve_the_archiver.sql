-- The daily archiver goes through what is due in the order of these columns, a batch at a time.

-- Decided tasks, by their last change. The time has a column of its own because an index on updated_at would end
-- heap-only updates: every edit of a pending task would write into every index. (Adding it rewrites the table once.)
alter table review_tasks
    add column idle_since timestamptz
        generated always as (case when status in ('APPROVED', 'DENIED', 'DISPATCHED') then updated_at end) stored;

create index review_tasks_to_archive on review_tasks (idle_since, id) where idle_since is not null;

-- Idempotency keys whose day is over.
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Attempts whose month is over.
create index delivery_attempts_by_age on delivery_attempts (attempted_at);

-- A check is evaluated at every update of a row, whatever changes, and these had to read the blocks for it: a change of
-- status of a task with a block of 250 KB took 2 ms instead of 50 us. The service writes nothing but arrays and objects.
alter table review_tasks
    drop constraint review_tasks_blocks_original_check,
    drop constraint review_tasks_blocks_working_check,
    drop constraint review_tasks_blocks_final_check,
    drop constraint review_tasks_diff_check;
