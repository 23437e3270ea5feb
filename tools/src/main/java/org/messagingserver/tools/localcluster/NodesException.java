package org.messagingserver.tools.localcluster;

/** A local cluster could not do what was asked; the message is one line for the operator. */
public final class NodesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NodesException(String message) {
    super(message, null, false, false);
  }
}
