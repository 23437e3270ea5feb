package org.messagingserver.session;

import org.messagingserver.attachments.AttachmentException;
import org.messagingserver.delivery.ConsumerUnavailableException;
import org.messagingserver.delivery.MessageRejectedException;
import org.messagingserver.prekeys.PreKeysUnavailableException;
import org.messagingserver.prekeys.TooManyDevicesException;
import org.messagingserver.prekeys.TooManyKeyBytesException;
import org.messagingserver.prekeys.UnknownDeviceException;
import org.messagingserver.prekeys.UnknownUserException;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.InvalidUserIdException;
import org.messagingserver.wakeup.WakeupsUnavailableException;

/** Maps each failure to the error that the client receives. */
final class ErrorMapper {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.session");

  private ErrorMapper() {}

  /** The error for a failure; one without a rule is logged by its kind and place alone. */
  static RequestRefusedException of(Throwable failure) {
    if (failure instanceof RequestRefusedException refused) {
      return refused;
    }
    if (failure instanceof MessageRejectedException refused) {
      return message(refused.reason());
    }
    if (failure instanceof UnknownUserException) {
      return refusal(ErrorName.UNKNOWN_USER, "this user has no registered device");
    }
    if (failure instanceof UnknownDeviceException) {
      return refusal(ErrorName.UNKNOWN_DEVICE, "this user has devices, but none of these");
    }
    if (failure instanceof TooManyDevicesException) {
      return refusal(ErrorName.TOO_MANY_DEVICES, "unregister one of this user's devices first");
    }
    if (failure instanceof TooManyKeyBytesException) {
      return refusal(
          ErrorName.TOO_MANY_DEVICES,
          "the keys of this user's devices take too many bytes; "
              + "register fewer, or unregister a device");
    }
    if (failure instanceof InvalidUserIdException) {
      return refusal(ErrorName.INVALID_USER_ID, failure.getMessage());
    }
    if (failure instanceof PreKeysUnavailableException
        || failure instanceof WakeupsUnavailableException
        || failure instanceof ConsumerUnavailableException) {
      return unavailable();
    }
    if (failure instanceof AttachmentException) {
      return refusal(
          ErrorName.UNAVAILABLE, "there is no place for this attachment now; try again later");
    }
    LOG.log(System.Logger.Level.ERROR, "a request failed", failure);
    return refusal(
        ErrorName.UNKNOWN_ERROR, "the server failed; the same request may succeed later");
  }

  private static RequestRefusedException message(MessageRejectedException.Reason reason) {
    return switch (reason) {
      case UNKNOWN_USER -> refusal(ErrorName.UNKNOWN_USER, "this user has no registered device");
      case UNKNOWN_DEVICE ->
          refusal(ErrorName.UNKNOWN_DEVICE, "this user has devices, but not this one");
      case STALE_DEVICE ->
          refusal(
              ErrorName.STALE_DEVICE, "this device has another registrationID now; fetch its keys");
      case MAILBOX_FULL ->
          refusal(ErrorName.MAILBOX_FULL, "as much waits for this device as may wait");
      case UNAVAILABLE -> unavailable();
    };
  }

  private static RequestRefusedException unavailable() {
    return refusal(ErrorName.UNAVAILABLE, "the store cannot be reached; try again later");
  }

  private static RequestRefusedException refusal(ErrorName error, String description) {
    return new RequestRefusedException(error, description);
  }
}
