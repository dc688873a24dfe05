-- What reviewers and agents say about a task. Nobody changes or deletes a comment.
create table task_comments (
    task_id uuid not null references review_tasks (id),
    -- Counts the comments of the task, from 1. It is taken from comment_count below, so it is the order in which they were written.
    number integer not null check (number between 1 and 1000),
    id uuid not null,
    text text not null,
    block_id text,
    -- agent or reviewer; and the prefix of the agent's key, or the reviewer's name and address at that moment.
    author_kind text not null,
    author_name text not null,
    author_email text,
    created_at timestamptz not null,
    -- Serves GET /review-tasks/{id}/comments, oldest first.
    primary key (task_id, number)
);

-- No index has this column, so a comment is a heap-only update of its task.
alter table review_tasks add column comment_count integer not null default 0;

-- What a kind of entry says beside its columns, such as the id of a comment; a few bytes.
alter table journal add column data json;
