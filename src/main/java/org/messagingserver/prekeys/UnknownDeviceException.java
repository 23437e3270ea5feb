package org.messagingserver.prekeys;

/** The user has registered devices, but none of those asked for. */
public final class UnknownDeviceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownDeviceException() {
    super("the user has none of the devices that were asked for", null, false, false);
  }
}
