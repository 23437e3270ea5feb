-- The time up to which messages may expire, whatever the clock of this database says: the latest moment that this deployment has seen.
-- One row. It goes forward with the uptime of nodes, at most twice as fast; each step is taken once, by the node that has
-- known the one before for as long as it claims has passed. agreed_seconds: for how long, of this uptime, nodes' clocks have agreed with
-- a clock of the database that is ahead.
CREATE TABLE trusted_time (
  only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  step           bigint      NOT NULL DEFAULT 0,
  seen           timestamptz NOT NULL,
  agreed_seconds bigint      NOT NULL DEFAULT 0
);

-- The clock may be wrong already. It is not earlier than this was written, and what waits has not expired: until now, expired messages
-- were deleted every ten minutes.
INSERT INTO trusted_time (seen)
SELECT greatest('2025-01-01 00:00:00+00', least(now(), min(expires_at))) FROM mailbox;
