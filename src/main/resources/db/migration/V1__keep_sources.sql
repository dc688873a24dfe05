-- A source is an integration: an agent that proposes and the executor that acts.
create type delivery_mode as enum ('WEBHOOK_ONLY', 'PULL_ONLY', 'WEBHOOK_AND_PULL');

create table sources (
    id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    description text check (length(description) <= 4000),
    delivery_mode delivery_mode not null default 'WEBHOOK_AND_PULL',
    webhook_enabled boolean not null default false,
    webhook_url text,
    -- AES-256-GCM: nonce, ciphertext and tag; the key never reaches the database.
    webhook_secret bytea,
    webhook_previous_secret bytea,
    webhook_previous_secret_expires_at timestamptz,
    webhook_timeout_ms integer not null default 5000 check (webhook_timeout_ms between 100 and 30000),
    webhook_max_attempts integer not null default 10 check (webhook_max_attempts between 1 and 25),
    webhook_retry_backoff_seconds integer not null default 30 check (webhook_retry_backoff_seconds between 1 and 3600),
    -- Set if the service itself switched the webhook off, and cleared when it is switched on again.
    webhook_switched_off_at timestamptz,
    webhook_switched_off_reason text check (webhook_switched_off_reason in ('GONE', 'FAILING')),
    version integer not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (not webhook_enabled or webhook_url is not null),
    check (webhook_url is null or webhook_secret is not null),
    check ((webhook_previous_secret is null) = (webhook_previous_secret_expires_at is null)),
    constraint switched_off_webhooks_say_why
        check ((webhook_switched_off_at is null) = (webhook_switched_off_reason is null))
);

-- GET /sources, ordered by name whatever the database's collation.
create index sources_by_name on sources (name collate "C", id);

-- What other rooms read of sources. PostgreSQL inlines views, so they cost nothing.
create view source_names as select id, name from sources;

-- Sources whose decisions are pushed.
create view pushing_sources as
    select id from sources where webhook_enabled and webhook_url is not null and delivery_mode <> 'PULL_ONLY';
