-- GET /review-tasks?status=PENDING, newest first. An index that begins with the status is passed over where many tasks are
-- PENDING, since the rows that it leads to lie scattered by its statistics; the list then goes through all that was decided
-- lately. One that holds nothing else is never passed over.
create index review_tasks_pending on review_tasks (created_at desc, id desc) where status = 'PENDING';

-- GET /review-tasks with any other status. A new task has one entry in either.
drop index review_tasks_by_status;
create index review_tasks_by_status on review_tasks (status, created_at desc, id desc) where status <> 'PENDING';
