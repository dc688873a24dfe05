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

-- At a sign-in: whose address it was before.
create index users_by_email on users (lower(email));
