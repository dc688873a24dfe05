create type delivery_status as enum ('NOT_SENT', 'IN_PROGRESS', 'DELIVERED', 'FAILED');

-- The table is also the queue of deliveries: an event is due from the transaction that writes it. db-scheduler runs one execution
-- for each source that has something due.
create table decision_events (
    id uuid primary key,
    task_id uuid not null unique references review_tasks (id),
    source_id uuid not null references sources (id),
    type text not null,
    -- The UTF-8 bytes of the DecisionEvent, as sent, signed and pulled: the same at every attempt.
    payload bytea not null,
    -- The feed's order: by epoch (see journal_epochs), writing transaction and id. A reader stops before the oldest running
    -- transaction, so an event that commits late comes after every cursor returned before.
    feed_epoch integer not null default 1,
    tx_id xid8 not null default pg_current_xact_id(),
    delivery_status delivery_status not null default 'NOT_SENT',
    attempt_count integer not null default 0 check (attempt_count >= 0),
    -- Attempts before the current set; a redelivery starts a new set.
    earlier_attempts integer not null default 0 check (earlier_attempts between 0 and attempt_count),
    -- When the next attempt is due; null if there is none: delivered, acknowledged or given up.
    next_attempt_at timestamptz,
    last_attempt_at timestamptz,
    delivered_at timestamptz,
    acknowledged_at timestamptz,
    -- Counts the changes of the delivery, for the task's ETag.
    revision integer not null default 0,
    created_at timestamptz not null,
    constraint delivered_events_say_when check ((delivery_status = 'DELIVERED') = (delivered_at is not null)),
    constraint acknowledged_events_are_delivered check (acknowledged_at is null or delivered_at is not null),
    -- No event is forgotten: each is delivered, given up, or due at some time.
    constraint events_are_settled_or_due
        check (delivered_at is not null or (delivery_status = 'FAILED') = (next_attempt_at is null))
);

-- GET /sources/{id}/decision-events: the default feed, and all events with include_delivered.
create index decision_events_undelivered on decision_events (source_id, feed_epoch, tx_id, id) where delivered_at is null;
create index decision_events_by_source on decision_events (source_id, feed_epoch, tx_id, id);
-- GET /stats: failed deliveries.
create index decision_events_failed on decision_events (source_id, created_at) where delivery_status = 'FAILED';
-- What a source's dispatcher takes next, and which sources have anything due.
create index decision_events_due on decision_events (source_id, next_attempt_at, id) where next_attempt_at is not null;

-- What other rooms read of events: how far the delivery of a task's decision has got,
create view task_deliveries as
    select task_id, id as event_id, delivery_status, attempt_count, last_attempt_at, revision from decision_events;

-- what will be sent, and when,
create view due_events as
    select source_id, next_attempt_at from decision_events where next_attempt_at is not null;

-- and which events are being pushed and have not arrived.
create view events_being_pushed as
    select e.task_id, e.next_attempt_at from decision_events e join pushing_sources s on s.id = e.source_id
    where e.delivered_at is null;
