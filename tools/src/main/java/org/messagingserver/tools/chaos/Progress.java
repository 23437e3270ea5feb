package org.messagingserver.tools.chaos;

/**
 * The state of a run.
 *
 * @param sent messages passed to the client
 * @param acked acked messages
 * @param received messages received at least once
 * @param open messages that are neither acked, refused nor expired
 * @param missing messages that are acked and not yet received
 */
record Progress(long sent, long acked, long received, long open, long missing) {}
