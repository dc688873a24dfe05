-- Which texts say nothing is the service's to judge: PostgreSQL's \S takes fewer characters for blank than Unicode does. A
-- table that judges as well only turns a refusal into an error.
alter table review_decisions
    drop constraint denials_have_a_reason,
    add constraint denials_have_a_reason check (decision = 'APPROVE' or (reason is not null and reason <> ''));
