-- Messages that wake nobody: their senders asked for that.
ALTER TABLE mailbox ADD COLUMN quiet boolean NOT NULL DEFAULT false;

-- Where to wake a device that is not connected, and when. One row for each device that has asked for it.
-- sealed_subscription: whom to ask; NULL once the push service has said that there is no such subscription any more.
-- vapid_key: the key that it was made for, so that a node claims only what it can sign.
-- due_at: when to look whether the device has fetched what waits; NULL where nothing has come since the last look.
-- first_row: where the message stands that has set due_at.
-- claimed_until: for how long a node may try to push; it is due again then.
-- not_before: until when the device does not want to be woken again; forgotten once it has passed.
-- failing_since: the push service has refused all since then. attempts: pushes in a row that it has not accepted.
CREATE TABLE wakeup (
  user_hash           uuid     NOT NULL,
  device_id           bigint   NOT NULL,
  sealed_subscription bytea,
  vapid_key           integer  NOT NULL,
  min_seconds         bigint   NOT NULL,
  due_at              timestamptz,
  first_row           bigint   NOT NULL DEFAULT 0,
  claimed_until       timestamptz,
  not_before          timestamptz,
  failing_since       timestamptz,
  attempts            smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (user_hash, device_id)
);
ALTER TABLE wakeup ALTER COLUMN sealed_subscription SET STORAGE EXTERNAL;

-- Few rows are in any of them at a time, so looking once in a second costs next to nothing.
CREATE INDEX wakeup_due ON wakeup (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX wakeup_claimed ON wakeup (claimed_until) WHERE claimed_until IS NOT NULL;
CREATE INDEX wakeup_not_before ON wakeup (not_before) WHERE not_before IS NOT NULL;

-- Former moments are to be gone from the disk soon.
ALTER TABLE wakeup
  SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0, vacuum_index_cleanup = on);
