-- What was decided, in plain text for models, and the digests of the blocks before and after. Decisions from before have none.
alter table review_decisions
    add column summary text,
    add column original_digest text,
    add column final_digest text,
    add constraint summaries_come_with_digests check (num_nulls(summary, original_digest, final_digest) in (0, 3)) not valid;
