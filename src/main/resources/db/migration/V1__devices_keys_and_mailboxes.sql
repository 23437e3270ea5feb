-- A user is named by the keyed hash of its userID (user_hash). What identifies or describes a user or a message is sealed.

-- Which keyset this database was filled with. One row, written by the first node that ever started on it.
CREATE TABLE deployment (
  only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  deployment_id uuid NOT NULL,
  keyset_id     uuid NOT NULL
);

-- One registered device. Its epoch is random and new with each registration that follows an unregistration, so that a row
-- written for a former registration never reaches the next.
CREATE TABLE device (
  user_hash    uuid   NOT NULL,
  device_id    bigint NOT NULL,
  epoch        bigint NOT NULL,
  fingerprint  uuid   NOT NULL,
  registration bytea  NOT NULL,
  PRIMARY KEY (user_hash, device_id)
);
ALTER TABLE device ALTER COLUMN registration SET STORAGE EXTERNAL;

-- One-time keys; without a sealed key: those handed out. Their fingerprints stay, so that a Register which is sent again never
-- brings a key back that somebody has.
CREATE TABLE one_time_pre_key (
  user_hash   uuid   NOT NULL,
  device_id   bigint NOT NULL,
  fingerprint uuid   NOT NULL,
  key_id      bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  epoch       bigint NOT NULL,
  sealed_key  bytea,
  PRIMARY KEY (user_hash, device_id, fingerprint)
);
ALTER TABLE one_time_pre_key ALTER COLUMN sealed_key SET STORAGE EXTERNAL;

-- Those that may still be handed out, in the order in which they came.
CREATE UNIQUE INDEX one_time_pre_key_unused ON one_time_pre_key (user_hash, device_id, key_id)
  WHERE sealed_key IS NOT NULL;

-- Messages that wait, in the order in which they are to be delivered. The message id makes a batch whose outcome is unknown
-- safe to send again.
CREATE TABLE mailbox (
  user_hash      uuid        NOT NULL,
  device_id      bigint      NOT NULL,
  row_id         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
  message_id     uuid        NOT NULL UNIQUE,
  epoch          bigint      NOT NULL,
  expires_at     timestamptz NOT NULL,
  sealed_message bytea       NOT NULL,
  PRIMARY KEY (user_hash, device_id, row_id)
);
ALTER TABLE mailbox ALTER COLUMN sealed_message SET STORAGE EXTERNAL;

-- Rows expire in about the order of insertion, so block ranges find them and cost an insert next to nothing.
CREATE INDEX mailbox_expiry ON mailbox USING brin (expires_at) WITH (autosummarize = on);
