-- A page that shows the queue has no use for what the archiver does, and a night's million of archived tasks would be a
-- million events for it.
create or replace function log_task_changes() returns trigger language plpgsql as $$
begin
    insert into task_changes (task_id, source_id, status, version, updated_at)
    select id, source_id, status, version, updated_at from changed where status <> 'ARCHIVED';
    return null;
end
$$;
