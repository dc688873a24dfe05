-- At a sign-in: whose address it was before.
create index users_by_email on users (lower(email));
