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

-- The clean-up of attempts after a month.
create index delivery_attempts_by_age on delivery_attempts (attempted_at);

-- Endpoints that are failing; an endpoint that works has no row.
create table webhook_health (
    source_id uuid primary key references sources (id) on delete cascade,
    -- The first failure since the last success.
    failing_since timestamptz not null,
    -- No calls before this time.
    paused_until timestamptz
);
