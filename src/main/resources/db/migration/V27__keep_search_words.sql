-- GET /review-tasks?q=… compares these words. Making them of the text at each comparison took 48 µs a row, so that a search
-- for a word that no task has took 5 s among 100,000 tasks; comparing stored ones takes 1 µs.
alter table review_tasks
    add column search_words tsvector not null generated always as (array_to_tsvector(string_to_array(search_text, ' '))) stored;

drop index review_tasks_by_word;
create index review_tasks_by_word on review_tasks using gin (search_words);
