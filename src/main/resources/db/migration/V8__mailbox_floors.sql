-- The lowest row of a mailbox that may be alive: reads begin there, since rows that are dead for everybody but an old snapshot stay, and
-- each read from the front would walk them. Of few devices: it is stored only after many messages, rounded down. Unlogged, so that it is
-- gone wherever row numbers may begin again at lower ones: after a crash, on a standby that is promoted, in a base backup, in a logical
-- copy.
CREATE UNLOGGED TABLE mailbox_floor (
  user_hash uuid   NOT NULL,
  device_id bigint NOT NULL,
  row_id    bigint NOT NULL,
  PRIMARY KEY (user_hash, device_id),
  FOREIGN KEY (user_hash, device_id) REFERENCES device ON DELETE CASCADE
);

ALTER TABLE mailbox_floor
  SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0, vacuum_index_cleanup = on);

-- A statement that stores messages gets its transaction id before it draws row numbers. So whoever sees a row with a number, and gets an
-- id afterwards, knows that each transaction with that number or a lower one has a lower id. A trigger, so that no statement can be
-- without it, those of older servers included.
CREATE FUNCTION mailbox_id_before_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  assigned CONSTANT xid8 := pg_current_xact_id();
BEGIN
  RETURN NULL;
END
$$;

CREATE TRIGGER id_before_numbers BEFORE INSERT ON mailbox
  FOR EACH STATEMENT EXECUTE FUNCTION mailbox_id_before_numbers();
