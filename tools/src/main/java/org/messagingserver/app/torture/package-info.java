/**
 * {@code bin/torture}: a cluster on this machine, clients that send and receive all the time,
 * faults at random times from a seed, and a judgement of whether every message whose sender saw an
 * Ack was received. {@link org.messagingserver.app.torture.Torture} is the command; {@link
 * org.messagingserver.app.torture.Run} one run of it; {@link org.messagingserver.app.torture.Books}
 * knows every message, and is the judge.
 */
package org.messagingserver.app.torture;
