package org.messagingserver.delivery;

/** A message was not taken: it is neither delivered nor stored for its recipient. */
public final class MessageRejectedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why a message was not taken. */
  public enum Reason {
    /** No device of the user is registered. */
    UNKNOWN_USER,
    /** The user has registered devices, but not this one. */
    UNKNOWN_DEVICE,
    /** The device is registered under another registrationID than the sender has named. */
    STALE_DEVICE,
    /** As much waits for the device as may wait. */
    MAILBOX_FULL,
    /** The store did not commit it in time; it may nevertheless have been stored. */
    UNAVAILABLE
  }

  private final Reason reason;

  MessageRejectedException(Reason reason) {
    super("message refused: " + reason, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
