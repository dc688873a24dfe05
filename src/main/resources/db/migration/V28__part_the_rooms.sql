-- Events have a type. More types than decisions will follow.
alter table decision_events
    alter column decision type text using case decision when 'APPROVE' then 'review_task.approved' else 'review_task.denied' end;
alter table decision_events rename column decision to type;

-- What a room reads of another one it reads by these views; their owner may change the tables behind them. PostgreSQL puts
-- the view's query in the place of its name, so they cost nothing.

-- By the room source.
create view source_names as select id, name from sources;

-- Sources whose decisions are pushed.
create view pushing_sources as
    select id from sources where webhook_enabled and webhook_url is not null and delivery_mode <> 'PULL_ONLY';

-- By the room event: how far the delivery of a task's decision has got.
create view task_deliveries as
    select task_id, id as event_id, delivery_status, attempt_count, last_attempt_at, revision from decision_events;

-- What will be sent, and when.
create view due_events as
    select source_id, next_attempt_at from decision_events where next_attempt_at is not null;

-- Events that are being pushed and have not arrived.
create view events_being_pushed as
    select e.task_id, e.next_attempt_at from decision_events e join pushing_sources s on s.id = e.source_id
    where e.delivered_at is null;
