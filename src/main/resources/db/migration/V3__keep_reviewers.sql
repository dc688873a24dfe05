-- Reviewers. The subject identifies one; an e-mail address may pass to somebody else and is therefore not unique.
create table users (
    id uuid primary key,
    google_sub text not null unique,
    email text not null,
    name text,
    picture_url text,
    created_at timestamptz not null,
    last_login_at timestamptz not null
);

-- A sign-in looks up who had the address before.
create index users_by_email on users (lower(email));
