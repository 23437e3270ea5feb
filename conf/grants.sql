-- What the user needs that servers log in as where postgres.migrate is false: to read and write rows, and nothing more. The owner of the
-- tables runs this after each "migrate", since there may be new ones; twice does no harm. docs/operations/postgres.md says how the two users are
-- made.
--
--   psql --set ON_ERROR_STOP=1 --single-transaction --file=grants.sql 'postgresql://messaging_owner@host/messaging'

GRANT USAGE ON SCHEMA public TO messaging_server;
GRANT SELECT, INSERT ON deployment, sealing_key TO messaging_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON device, one_time_pre_key, wakeup, mailbox_floor TO messaging_server;
GRANT SELECT, INSERT, DELETE ON mailbox TO messaging_server;
GRANT SELECT, UPDATE ON trusted_time TO messaging_server;
-- To see at the start whether the tables are up to date.
GRANT SELECT ON flyway_schema_history TO messaging_server;
