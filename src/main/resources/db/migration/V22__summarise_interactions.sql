-- What lists and the stream show of an interaction schema: without guidance and patches, which may have 256 KiB, and with as
-- many options as fit in 16 KiB. A list need not read the large column to leave most of it out.
alter table review_tasks add column interaction_summary json;

-- No task changes in the eyes of those who follow them.
alter table review_tasks disable trigger review_tasks_updated;

update review_tasks t
set interaction_summary = json_strip_nulls(json_build_object(
    'type', t.interaction_schema -> 'type',
    'options', (
        select json_agg(json_build_object('id', o.value -> 'id', 'label', o.value -> 'label') order by o.n)
        from (
            select value, n, sum(octet_length(value ->> 'id') + octet_length(value ->> 'label') + 24) over (order by n) as size
            from json_array_elements(
                case json_typeof(t.interaction_schema -> 'options')
                    when 'array' then t.interaction_schema -> 'options' else '[]'
                end
            ) with ordinality as options (value, n)
        ) o
        where o.size <= 16 * 1024
    ),
    'require_confirmation', t.interaction_schema -> 'require_confirmation'))
where t.interaction_schema is not null;

alter table review_tasks enable trigger review_tasks_updated;

-- How large a task is in a list, for pages that end when they have some MB: to add these up costs less than to measure the
-- columns, and no value is read for it that the page does not show.
alter table review_tasks add column listed_bytes integer not null generated always as (
    octet_length(title)
    + coalesce(octet_length(preview), 0)
    + coalesce(octet_length(risk_warning), 0)
    + coalesce(octet_length(service::text), 0)
    + coalesce(octet_length(source_service::text), 0)
    + coalesce(octet_length(action::text), 0)
    + coalesce(octet_length(interaction_summary::text), 0)
    + coalesce(octet_length(execution_intent::text), 0)
) stored;
