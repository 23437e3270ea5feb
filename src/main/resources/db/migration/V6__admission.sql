-- Who may reach a device: what senders without a delivery token may do (0: all that others may, 1: little, 2: nothing), and the keyed
-- fingerprints of the tokens' hashes. An admission that is on file always has four; those without a token are random.
ALTER TABLE device
  ADD COLUMN strangers       smallint NOT NULL DEFAULT 0,
  ADD COLUMN delivery_tokens uuid[]   NOT NULL DEFAULT '{}';

-- The latest messages that strangers have sent to a device where they may do little, at most 20, oldest first: the hour of each, and a
-- name of its source that has a meaning only in the memory of the node that stored the message.
ALTER TABLE device
  ADD COLUMN stranger_hours   timestamptz[] NOT NULL DEFAULT '{}',
  ADD COLUMN stranger_sources uuid[]        NOT NULL DEFAULT '{}';
