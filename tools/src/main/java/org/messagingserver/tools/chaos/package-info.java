/**
 * {@code bin/chaos} starts a cluster on this machine and clients that send and receive, injects
 * random faults from a seed, and checks that every message whose sender received an Ack was
 * received. {@link org.messagingserver.tools.chaos.Chaos} is the command; {@link
 * org.messagingserver.tools.chaos.Run} one run of it; {@link
 * org.messagingserver.tools.chaos.DeliveryChecker} records and checks every message.
 */
package org.messagingserver.tools.chaos;
