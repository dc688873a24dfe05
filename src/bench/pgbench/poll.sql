-- GET /sources/{id}/decision-events?limit=100 with a key that is remembered: the source, then the page.
select * from sources where id = :source::uuid;
select id, feed_epoch, tx_id::text as tx_id, payload
from (
    select id, feed_epoch, tx_id, payload, octet_length(payload) as size,
        sum(octet_length(payload)) over (order by feed_epoch, tx_id, id) as size_so_far
    from (
        select id, feed_epoch, tx_id, payload from decision_events
        where source_id = :source::uuid
            and (feed_epoch < (select epoch from current_epoch) or tx_id < pg_snapshot_xmin(pg_current_snapshot()))
            and delivered_at is null and (feed_epoch, tx_id, id) > (0, '0'::xid8, '00000000-0000-0000-0000-000000000000'::uuid)
        order by feed_epoch, tx_id, id limit 100
    ) next
) sized
where size_so_far <= 4194304 or size_so_far = size
order by feed_epoch, sized.tx_id, id;
