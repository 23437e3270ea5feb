-- Messages that expire before the others: their senders asked for that.
ALTER TABLE mailbox ADD COLUMN short_lived boolean NOT NULL DEFAULT false;

-- A block range is as old as its oldest row was when it was summarized, so a few short-lived rows would make a scan read the whole table,
-- for as long as it lives. Each of the two indexes has the rows that it serves well: the others still expire in about the order of
-- insertion, and short-lived ones are few.
DROP INDEX mailbox_expiry;
CREATE INDEX mailbox_expiry ON mailbox USING brin (expires_at) WITH (autosummarize = on) WHERE NOT short_lived;
CREATE INDEX mailbox_short_lived_expiry ON mailbox (expires_at) WHERE short_lived;
