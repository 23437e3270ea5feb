/**
 * Hostile clients from several addresses of this machine: for the benchmark, which measures their
 * effect on other clients, and for a test of the traces that they leave. {@link
 * org.messagingserver.tools.adversary.Attackers} starts some of each {@link
 * org.messagingserver.tools.adversary.AttackKind}. Needs Linux, where all of 127.0.0.0/8 is this
 * machine.
 */
package org.messagingserver.tools.adversary;
