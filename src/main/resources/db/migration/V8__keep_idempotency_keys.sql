create table idempotency_keys (
    source_id uuid not null references sources (id) on delete cascade,
    key text not null,
    -- SHA-256 of the request's canonical JSON.
    request_hash bytea not null check (octet_length(request_hash) = 32),
    task_id uuid not null,
    -- The body of the response, to be replayed byte for byte, and its ETag.
    response bytea not null,
    etag text not null,
    created_at timestamptz not null,
    -- Serves the claim of a key and its replay.
    primary key (source_id, key)
);

-- The clean-up of keys after a day.
create index idempotency_keys_by_age on idempotency_keys (created_at);
