package org.messagingserver.protocol;

/** Bytes that cannot be decoded: a frame that is not a Message, or a login that is not a Login. */
public final class UndecodableFrameException extends Exception {
  private static final long serialVersionUID = 1;

  UndecodableFrameException(String what) {
    super(what, null, false, false);
  }
}
