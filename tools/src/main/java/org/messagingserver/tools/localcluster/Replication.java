package org.messagingserver.tools.localcluster;

/** Whether Postgres has a standby, and whether a commit waits for it. */
public enum Replication {
  /** One server. */
  NONE,
  /** A commit is answered when the standby has it on disk. */
  SYNCHRONOUS,
  /** A commit is answered when the primary has it on disk. */
  ASYNCHRONOUS
}
