/**
 * {@code bin/chaos}: a cluster on this machine, clients that send and receive all the time, faults
 * at random times from a seed, and a judgement of whether every message whose sender saw an Ack was
 * received. {@link org.messagingserver.tools.chaos.Chaos} is the command; {@link
 * org.messagingserver.tools.chaos.Run} one run of it; {@link
 * org.messagingserver.tools.chaos.DeliveryChecker} knows every message, and is the judge.
 */
package org.messagingserver.tools.chaos;
