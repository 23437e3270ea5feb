package org.messagingserver.prekeys;

/** The keys of the user's devices would take more bytes than they may. */
public final class TooManyKeyBytesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TooManyKeyBytesException() {
    super("the keys of the user's devices would take too many bytes", null, false, false);
  }
}
