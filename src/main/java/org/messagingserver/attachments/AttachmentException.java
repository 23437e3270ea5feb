package org.messagingserver.attachments;

/** An attachment is not offered a place, taken or given. Says nothing about which. */
public final class AttachmentException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The reason. */
  public enum Reason {
    /** No token of ours, or nothing is there. */
    NOT_FOUND,
    /** A token of ours whose time is over. */
    EXPIRED,
    /** Another size than the offer was for. */
    WRONG_SIZE,
    /** It has been put already. */
    ALREADY_THERE,
    /** It is being put, by as many as may. */
    BUSY,
    /** There is no room, for all or for this source. */
    FULL,
    /** The store failed; later it may not. */
    UNAVAILABLE
  }

  private final Reason reason;

  AttachmentException(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
