-- Who did what, when, from where, and what it changed. A line is written in the transaction of its change. The time comes first in
-- the key, so that new lines go to the end of its index, and so that whole months can be dropped.
create table audit_log (
    occurred_at timestamptz not null,
    id uuid not null,
    action text not null,
    -- admin_key, reviewer, service, or operator: the person who starts the service and controls its settings and command line.
    actor_kind text not null,
    -- Of the key or the user. No foreign key: the line outlives both.
    actor_id uuid,
    -- The key's prefix, or the user's e-mail address.
    actor text,
    client_address text,
    request_id text,
    target_id uuid,
    before jsonb,
    after jsonb,
    -- Serves GET /audit-log, newest first.
    primary key (occurred_at, id)
) partition by range (occurred_at);

-- GET /audit-log?target_id: the history of one thing.
create index audit_log_by_target on audit_log (target_id, occurred_at, id);
-- GET /audit-log?actor: what one actor did.
create index audit_log_by_actor on audit_log (lower(actor), occurred_at, id);
-- GET /audit-log?action, for rare actions; decisions and edits are frequent enough to be found by the primary key.
create index audit_log_by_rare_action on audit_log (action, occurred_at, id)
    where action <> 'review_task.decide' and action <> 'review_task.edit';

create function refuse_to_change_audit_log() returns trigger language plpgsql as $$
begin
    raise exception 'audit_log can only be added to' using errcode = 'insufficient_privilege';
end
$$;

-- Statement triggers belong to the table that the statement names, so each partition has its own. They fire for the owner too, even
-- if no row matches, and in sessions that disable triggers with session_replication_role = replica.
create function protect_audit_log(part regclass) returns void language plpgsql as $$
begin
    execute format('create trigger audit_log_only_grows before update or delete or truncate on %s
        for each statement execute function refuse_to_change_audit_log()', part);
    execute format('alter table %s enable always trigger audit_log_only_grows', part);
end
$$;

-- Holds the lines of months that have no partition.
create table audit_log_other_months partition of audit_log default;

select protect_audit_log('audit_log');
select protect_audit_log('audit_log_other_months');

-- Adds the partition of a future month. To delete that month later: drop table audit_log_YYYY_MM.
create function add_audit_log_month(month date) returns void language plpgsql as $$
declare
    first timestamptz := date_trunc('month', month::timestamp) at time zone 'UTC';
    next timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') at time zone 'UTC';
    part text := 'audit_log_' || to_char(month, 'YYYY_MM');
begin
    execute format('create table %I partition of audit_log for values from (%L) to (%L)', part, first, next);
    perform protect_audit_log(part::regclass);
end
$$;
