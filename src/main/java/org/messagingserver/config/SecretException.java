package org.messagingserver.config;

/** A secret of the operator cannot be used; the message is one line for him, without any of it. */
public final class SecretException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SecretException(String what) {
    super(what);
  }
}
