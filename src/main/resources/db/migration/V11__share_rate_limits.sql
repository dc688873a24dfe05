-- How many requests each caller has left, if RATE_LIMIT_SHARED makes all instances count together. The columns are those of
-- bucket4j. Unlogged: after a crash of the server everybody starts with a full allowance.
create unlogged table rate_limits (
    id text primary key,
    -- Null between the making of a row and its first use.
    state bytea,
    -- Milliseconds since 1970. Without an index: it would be written at every count, for a clean-up once a minute.
    expires_at bigint
) with (fillfactor = 50);
