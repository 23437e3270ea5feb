package org.messagingserver.tools.chaos;

/**
 * Where a run is.
 *
 * @param sent messages given to the client
 * @param acked of them, so many were acked
 * @param received so many were received, once or more often
 * @param open so many are neither acked nor refused nor given up
 * @param missing so many are acked and not received
 */
record Progress(long sent, long acked, long received, long open, long missing) {}
