create type api_key_type as enum ('SOURCE', 'ADMIN');
create type api_key_environment as enum ('LIVE', 'TEST');

create table api_keys (
    id uuid primary key,
    -- A source's keys are deleted with it.
    source_id uuid references sources (id) on delete cascade,
    -- Authentication looks a key up by its prefix.
    key_prefix text not null unique,
    key_hash bytea not null check (octet_length(key_hash) = 32),
    key_type api_key_type not null,
    environment api_key_environment not null,
    name text check (length(name) between 1 and 200),
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    check ((key_type = 'SOURCE') = (source_id is not null))
);

-- GET /api-keys?source_id=…, and the cascade from sources.
create index api_keys_by_source on api_keys (source_id, id);
