-- How many requests each caller has left, if all instances count together (RATE_LIMIT_SHARED). The columns are those that bucket4j
-- expects. Unlogged: after a crash of PostgreSQL, all callers start with a full allowance.
create unlogged table rate_limits (
    id text primary key,
    -- Null from the creation of a row to its first use.
    state bytea,
    -- Milliseconds since 1970. No index: each request would write it, and only the clean-up, once a minute, would read it.
    expires_at bigint
) with (fillfactor = 50);
