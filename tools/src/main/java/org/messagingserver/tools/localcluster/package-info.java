/**
 * A cluster on one machine, to try it, to break it or to test it: nodes as child processes of the
 * same jar, with a separate Postgres. {@link org.messagingserver.tools.localcluster.LocalCluster}
 * is the whole, {@link org.messagingserver.tools.localcluster.LocalNode} one place in it, {@link
 * org.messagingserver.tools.localcluster.NodeProcess} one life of that node. Every method that
 * waits blocks its thread. Nothing of it outlives the process that made it, see {@link
 * org.messagingserver.tools.localcluster.ProcessReaper}.
 */
package org.messagingserver.tools.localcluster;
