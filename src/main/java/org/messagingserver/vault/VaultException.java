package org.messagingserver.vault;

/**
 * The keyset cannot be used, or a value was not sealed as it is said to be. The message is one line
 * for the operator and holds no part of a key or value; there is no cause, since that might.
 */
public final class VaultException extends RuntimeException {
  private static final long serialVersionUID = 1;

  VaultException(String what) {
    super(what);
  }
}
