package org.messagingserver.encryption;

/** The kind of a sealed or fingerprinted value, so that no kind can be read as another. */
public enum SealPurpose {
  /** A message that waits for its recipient. */
  MESSAGE(1),
  /** A registrationID with its signedPreKey. */
  REGISTRATION(2),
  /** A one-time prekey. */
  ONE_TIME_PRE_KEY(3),
  /** A registrationID by itself. */
  REGISTRATION_ID(4),
  /** The hash of a delivery token. */
  DELIVERY_TOKEN(5),
  /** The source of a stranger's message. */
  STRANGER(6),
  /** Where a device is woken, and its keys for that. */
  PUSH_SUBSCRIPTION(7),
  /** The link from which an attachment is fetched. */
  ATTACHMENT_DOWNLOAD(10),
  /** The link to which an attachment is put. */
  ATTACHMENT_UPLOAD(11),
  /** The name of an attachment in its store. */
  ATTACHMENT_NAME(12);

  // Part of stored values: never changed, never used again for another purpose.
  private final byte code;

  SealPurpose(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }
}
