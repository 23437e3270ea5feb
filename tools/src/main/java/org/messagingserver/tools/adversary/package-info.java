/**
 * Clients that wish the server ill, a crowd of them from several addresses of this machine: for the
 * benchmark, which measures their effect on others, and for a test of the traces that they leave. A
 * {@link org.messagingserver.tools.adversary.Attackers} brings some of each {@link
 * org.messagingserver.tools.adversary.AttackKind}. Needs Linux, where all of 127.0.0.0/8 is this
 * machine.
 */
package org.messagingserver.tools.adversary;
