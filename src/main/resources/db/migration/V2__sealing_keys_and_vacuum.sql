-- The keys that ever sealed anything in here, by their ids, which stand at the beginning of each seal as well. A server that lacks
-- one of them does not start.
CREATE TABLE sealing_key (
  key_id integer PRIMARY KEY
);

-- What is gone is to be gone from the disk soon: any dead row is reason enough for autovacuum, which looks once in
-- autovacuum_naptime (a minute). It passes over pages without dead rows, and its pace is limited. This holds for values that are
-- kept beside their table too. Left to itself it would leave entries of indexes while dead rows are few: they name who had mail, or
-- was registered. Not so for one-time keys, whose indexes are by far the largest, and whose rows mostly stay.
ALTER TABLE device
  SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0, vacuum_index_cleanup = on);
ALTER TABLE one_time_pre_key
  SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0);
ALTER TABLE mailbox
  SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0, vacuum_index_cleanup = on);
