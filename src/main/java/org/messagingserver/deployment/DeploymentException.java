package org.messagingserver.deployment;

/**
 * This node's keyset is not the one that its database or the other nodes need. The message is one
 * line for the operator: the key of the configuration to look at, then what to do.
 */
public final class DeploymentException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DeploymentException(String what) {
    super(what, null, false, false);
  }
}
