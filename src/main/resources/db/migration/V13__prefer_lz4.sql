-- lz4 compresses the large columns in a fraction of pglz's time. A build of PostgreSQL without lz4 keeps pglz.
do $$
declare
    large record;
begin
    for large in
        select c.table_name, c.column_name
        from information_schema.columns c
            join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.data_type in ('json', 'jsonb', 'bytea')
            and c.table_name not in ('flyway_schema_history', 'scheduled_tasks', 'rate_limits')
    loop
        execute format('alter table %I alter column %I set compression lz4', large.table_name, large.column_name);
    end loop;
exception
    when feature_not_supported or invalid_parameter_value then
        raise notice 'lz4 is not available: %', sqlerrm;
end
$$;
