-- The queue of deliveries is the events themselves: what is decided is due in the same transaction. db-scheduler runs one
-- execution for each source that has something due.
alter table decision_events
    -- When the next attempt is due; null once nothing is left to do: delivered, acknowledged or given up.
    add column next_attempt_at timestamptz,
    -- The attempts made before the present set of them; a redelivery begins a new set.
    add column earlier_attempts integer not null default 0 check (earlier_attempts between 0 and attempt_count);

update decision_events set next_attempt_at = now() where delivered_at is null and delivery_status <> 'FAILED';
delete from scheduled_tasks where task_name = 'deliver-decision';

-- No event is forgotten: each is delivered, given up, or due at some time.
alter table decision_events
    add constraint events_are_settled_or_due
        check (delivered_at is not null or (delivery_status = 'FAILED') = (next_attempt_at is null));

-- What a source's dispatcher takes next, and which sources have anything due.
create index decision_events_due on decision_events (source_id, next_attempt_at, id) where next_attempt_at is not null;

-- How an endpoint has been doing; no row while it does well.
create table webhook_health (
    source_id uuid primary key references sources (id) on delete cascade,
    -- The first failure since the last success.
    failing_since timestamptz not null,
    -- No call before this moment.
    paused_until timestamptz
);

alter table sources
    -- Set where the service itself switched the webhook off, and cleared when it is switched on again.
    add column webhook_switched_off_at timestamptz,
    add column webhook_switched_off_reason text check (webhook_switched_off_reason in ('GONE', 'FAILING')),
    add constraint switched_off_webhooks_say_why
        check ((webhook_switched_off_at is null) = (webhook_switched_off_reason is null));
