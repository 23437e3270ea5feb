package org.messagingserver.cluster;

/** This node cannot be one of the cluster; the message is one line for the operator. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClusterException(String message) {
    super(message, null, false, false);
  }
}
