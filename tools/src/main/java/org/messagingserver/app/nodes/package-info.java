/**
 * A cluster on one machine, to try it, to torture it or to test it: nodes as child processes of the
 * same jar, with a separate Postgres. {@link org.messagingserver.app.nodes.LocalCluster} is the
 * whole, {@link org.messagingserver.app.nodes.LocalNode} one place in it, {@link
 * org.messagingserver.app.nodes.NodeProcess} one life of that node. Every method that waits blocks
 * its thread. Nothing of it outlives the process that made it, see {@link
 * org.messagingserver.app.nodes.Guard}.
 */
package org.messagingserver.app.nodes;
