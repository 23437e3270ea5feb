/**
 * A cluster on one machine, for trials, tests and fault injection: nodes as child processes, with a
 * separate Postgres. {@link org.messagingserver.tools.localcluster.LocalCluster} is the cluster,
 * {@link org.messagingserver.tools.localcluster.LocalNode} one node of it, {@link
 * org.messagingserver.tools.localcluster.NodeProcess} one process of that node. Every method that
 * waits blocks its thread. No process outlives the one that started the cluster, see {@link
 * org.messagingserver.tools.localcluster.ProcessReaper}.
 */
package org.messagingserver.tools.localcluster;
