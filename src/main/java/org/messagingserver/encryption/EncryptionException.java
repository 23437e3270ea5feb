package org.messagingserver.encryption;

/**
 * The keyset cannot be used, or a value was not sealed as it is said to be. The message is one line
 * for the operator and holds no part of a key or value; there is no cause, since that might.
 */
public final class EncryptionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EncryptionException(String what) {
    super(what);
  }
}
