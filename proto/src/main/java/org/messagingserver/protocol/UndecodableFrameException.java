package org.messagingserver.protocol;

/** Bytes that are not what they should be: a frame that is no Message, a login that is no Login. */
public final class UndecodableFrameException extends Exception {
  private static final long serialVersionUID = 1;

  UndecodableFrameException(String what) {
    super(what, null, false, false);
  }
}
