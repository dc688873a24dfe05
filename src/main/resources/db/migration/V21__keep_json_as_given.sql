-- What agents file is shown to reviewers and sent to executors in the order of its members as it was given. jsonb orders
-- them anew; json keeps the text, and takes less time to write and to read. Nothing searches in these columns but the two
-- that are derived, which are made again because the type of what they depend on cannot change. (The table is rewritten
-- once; what was filed before keeps the order that jsonb gave it.)
alter table review_tasks
    drop column service_id,
    drop column action_type,
    alter column service type json using service::text::json,
    alter column source_service type json using source_service::text::json,
    alter column action type json using action::text::json,
    alter column interaction_schema type json using interaction_schema::text::json,
    alter column execution_intent type json using execution_intent::text::json,
    alter column metadata type json using metadata::text::json,
    alter column blocks_original type json using blocks_original::text::json,
    alter column blocks_working type json using blocks_working::text::json,
    alter column blocks_final type json using blocks_final::text::json,
    alter column diff type json using diff::text::json,
    add column service_id text generated always as (service ->> 'id') stored,
    add column action_type text generated always as (action ->> 'type') stored;

-- As in V9; a change of type takes the setting away.
do $$
declare
    large text;
begin
    for large in
        select column_name from information_schema.columns
        where table_schema = current_schema() and table_name = 'review_tasks' and data_type = 'json'
    loop
        execute format('alter table review_tasks alter column %I set compression lz4', large);
    end loop;
exception
    when feature_not_supported or invalid_parameter_value then
        raise notice 'lz4 is not available: %', sqlerrm;
end
$$;
