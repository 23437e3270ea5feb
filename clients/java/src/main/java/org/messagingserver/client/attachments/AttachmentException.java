package org.messagingserver.client.attachments;

/** An attachment was not uploaded, or not downloaded to its end. */
public final class AttachmentException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Problem {
    /** It has expired, was never uploaded, or its place has expired. */
    GONE,
    /** It is larger than the app or the server allows. */
    TOO_LARGE,
    /** It is not what the sender of the link encrypted. */
    DAMAGED,
    /** The server refuses it. */
    REFUSED,
    /** The connection broke, or stood still, and it did not help to try again. */
    INTERRUPTED
  }

  private final Problem problem;

  AttachmentException(Problem problem, String text) {
    this(problem, text, null);
  }

  /** Without a stack trace: it is created on the scheduler, not in the caller's stack. */
  AttachmentException(Problem problem, String text, Throwable cause) {
    super(text, cause, false, false);
    this.problem = problem;
  }

  static AttachmentException refused(String text) {
    return new AttachmentException(Problem.REFUSED, text);
  }

  static AttachmentException tooLarge() {
    return new AttachmentException(
        Problem.TOO_LARGE, "the attachment is larger than the app allows");
  }

  static AttachmentException damaged(Throwable cause) {
    return new AttachmentException(
        Problem.DAMAGED, "the attachment is not what its sender encrypted", cause);
  }

  /** The problem. */
  public Problem problem() {
    return problem;
  }
}
