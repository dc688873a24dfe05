-- lz4 costs a fraction of pglz's time on the large columns; where this build of PostgreSQL lacks it, pglz does.
do $$
declare
    large record;
begin
    for large in
        select table_name, column_name from information_schema.columns
        where table_schema = current_schema() and data_type in ('jsonb', 'bytea') and table_name <> 'scheduled_tasks'
    loop
        execute format('alter table %I alter column %I set compression lz4', large.table_name, large.column_name);
    end loop;
exception
    when feature_not_supported or invalid_parameter_value then
        raise notice 'lz4 is not available: %', sqlerrm;
end
$$;
