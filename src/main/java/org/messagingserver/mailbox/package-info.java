/**
 * Waiting messages in Postgres: appending in batches with an outcome for every row, reading in
 * order, deleting what was acked, expiry by a time that can be trusted, how many there are. Called
 * by the {@code delivery} package alone.
 */
package org.messagingserver.mailbox;
