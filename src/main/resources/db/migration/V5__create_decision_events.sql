-- Which cluster the transaction ids of decision_events belong to. A restored dump brings events whose ids mean
-- nothing in the new cluster; the service then opens another epoch, and the older ones count as complete.
create table feed_epochs (
    epoch integer primary key,
    system_identifier text not null,
    started_at timestamptz not null default now()
);

insert into feed_epochs (epoch, system_identifier)
select 1, system_identifier::text from pg_control_system();

create function current_feed_epoch() returns integer
language sql stable
return (select max(epoch) from feed_epochs);

create type delivery_status as enum ('NOT_SENT', 'IN_PROGRESS', 'DELIVERED', 'FAILED');

create table decision_events (
    id uuid primary key,
    task_id uuid not null unique references review_tasks (id),
    source_id uuid not null references sources (id),
    decision decision_type not null,
    -- The UTF-8 bytes of the DecisionEvent, as sent, signed and pulled: the same at every attempt.
    payload bytea not null,
    -- The feed's order: by epoch, writing transaction and id. A reader stops before the oldest transaction that
    -- still runs, so an event that commits late comes after every cursor handed out before.
    feed_epoch integer not null default current_feed_epoch(),
    tx_id xid8 not null default pg_current_xact_id(),
    delivery_status delivery_status not null default 'NOT_SENT',
    attempt_count integer not null default 0 check (attempt_count >= 0),
    last_attempt_at timestamptz,
    delivered_at timestamptz,
    acknowledged_at timestamptz,
    -- Counts the changes of the delivery, for the task's ETag.
    revision integer not null default 0,
    created_at timestamptz not null,
    constraint delivered_events_say_when check ((delivery_status = 'DELIVERED') = (delivered_at is not null)),
    constraint acknowledged_events_are_delivered check (acknowledged_at is null or delivered_at is not null)
);

-- GET /sources/{id}/decision-events: the default feed, and all events with include_delivered.
create index decision_events_undelivered on decision_events (source_id, feed_epoch, tx_id, id) where delivered_at is null;
create index decision_events_by_source on decision_events (source_id, feed_epoch, tx_id, id);
-- GET /stats: failed deliveries.
create index decision_events_failed on decision_events (source_id, created_at) where delivery_status = 'FAILED';

create table delivery_attempts (
    event_id uuid not null references decision_events (id),
    attempt integer not null check (attempt >= 1),
    status_code integer,
    error text,
    duration_ms integer not null,
    response_excerpt text,
    attempted_at timestamptz not null,
    -- Serves GET …/{event_id}/attempts, read backwards.
    primary key (event_id, attempt)
);
