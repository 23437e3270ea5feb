package org.messagingserver.vault;

/** The kind of a sealed or fingerprinted value, so that no kind can be read as another. */
public enum Purpose {
  /** A message that waits for its recipient. */
  MESSAGE(1),
  /** A registrationID with its signedPreKey. */
  REGISTRATION(2),
  /** A one-time prekey. */
  ONE_TIME_PRE_KEY(3);

  // Part of stored values: never changed, never used again for another purpose.
  private final byte code;

  Purpose(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }
}
