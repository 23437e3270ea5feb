package org.messagingserver.protocol;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every {@code Error.name} of the protocol, with when it is sent and whether the same request may
 * succeed later.
 */
public enum ErrorName {
  /** A failure that no other name describes. */
  UNKNOWN_ERROR("unknown_error", Retry.LATER),
  /** A userID that is missing, not 33 bytes, or does not begin with 0x05. */
  INVALID_USER_ID("invalid_user_id", Retry.NO),
  /**
   * A frame that is not a Message, a Message that no client may send, or a field that is too large.
   */
  INVALID_MESSAGE("invalid_message", Retry.NO),
  /** The user named has no registered device. */
  UNKNOWN_USER("unknown_user", Retry.NO),
  /** The user named has registered devices, but not this one. */
  UNKNOWN_DEVICE("unknown_device", Retry.NO),
  /** The device named has another registrationID than the sender has named: fetch its keys. */
  STALE_DEVICE("stale_device", Retry.NO),
  /** An invalid login, or a request that requires a login on an anonymous connection. */
  UNAUTHORIZED("unauthorized", Retry.NO),
  /** A request that belongs on an anonymous connection, on an authenticated one. */
  ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION(
      "attempted_anonymous_op_on_authenticated_connection", Retry.NO),
  /** The user has reached the maximum number of devices. */
  TOO_MANY_DEVICES("too_many_devices", Retry.NO),
  /** The recipient's mailbox is full. */
  MAILBOX_FULL("mailbox_full", Retry.LATER),
  /** A rate limit was exceeded; the description states when to retry. */
  TOO_MANY_REQUESTS("too_many_requests", Retry.LATER),
  /** The database cannot be reached; the sender still has the message. */
  UNAVAILABLE("unavailable", Retry.LATER);

  private final String text;
  private final Retry retry;

  ErrorName(String text, Retry retry) {
    this.text = text;
    this.retry = retry;
  }

  /** The value of {@code Error.name}. */
  public String text() {
    return text;
  }

  /** Whether the same request may succeed later. */
  public Retry retry() {
    return retry;
  }

  /** The entry with this name; none for a name of a later protocol. */
  public static Optional<ErrorName> of(String text) {
    return Stream.of(values()).filter(name -> name.text.equals(text)).findFirst();
  }
}
