package org.messagingserver.prekeys;

/** The user has as many registered devices as it may have. */
public final class TooManyDevicesException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TooManyDevicesException() {
    super("the user has as many registered devices as it may have", null, false, false);
  }
}
