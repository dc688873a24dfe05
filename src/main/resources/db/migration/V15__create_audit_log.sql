-- Who did what, when, from where, and what it changed. A line is written in the transaction of its change. Times come
-- first in the key, so that lines are added at the end of it.
create table audit_log (
    occurred_at timestamptz not null,
    id uuid not null,
    action text not null,
    -- admin_key, reviewer, service, or operator: whoever starts the service and has its settings and its command line.
    actor_kind text not null,
    -- Of the key or the user. No reference: the line outlives both.
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
);

-- GET /audit-log?target_id: the history of one thing.
create index audit_log_by_target on audit_log (target_id, occurred_at, id);
-- GET /audit-log?actor: what somebody did.
create index audit_log_by_actor on audit_log (lower(actor), occurred_at, id);
-- GET /audit-log?action, for those that are rare; decisions and edits are found by the key.
create index audit_log_by_rare_action on audit_log (action, occurred_at, id)
    where action <> 'review_task.decide' and action <> 'review_task.edit';

create function refuse_to_change_audit_log() returns trigger language plpgsql as $$
begin
    raise exception 'audit_log can only be added to' using errcode = 'insufficient_privilege';
end
$$;

-- Fires for the table's owner too, whether or not any row is met.
create trigger audit_log_only_grows before update or delete or truncate on audit_log
    for each statement execute function refuse_to_change_audit_log();
-- Also in sessions that switch triggers off, as a replica does.
alter table audit_log enable always trigger audit_log_only_grows;
