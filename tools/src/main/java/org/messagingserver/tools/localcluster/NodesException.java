package org.messagingserver.tools.localcluster;

/** An operation of a local cluster failed; the message is one line for the user. */
public final class NodesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NodesException(String message) {
    super(message, null, false, false);
  }
}
