package org.messagingserver.client;

/** A Web Push subscription of this device, as its push service has made it. */
public final class WakeupSubscription {
  static final WakeupSubscription NONE =
      new WakeupSubscription("", new byte[0], new byte[0], 0, new byte[0]);

  private final String endpoint;
  private final byte[] p256dh;
  private final byte[] auth;
  private final int minSeconds;
  private final byte[] serverKey;

  /**
   * One with these parts.
   *
   * @param endpoint the URL that the push service has given
   * @param p256dh the public key, 65 bytes
   * @param auth the secret, 16 bytes
   * @param minSeconds least time between two pushes
   * @param serverKey the key that the device has subscribed with
   */
  public WakeupSubscription(
      String endpoint, byte[] p256dh, byte[] auth, int minSeconds, byte[] serverKey) {
    this.endpoint = endpoint;
    this.p256dh = p256dh;
    this.auth = auth;
    this.minSeconds = minSeconds;
    this.serverKey = serverKey;
  }

  /** The URL that the push service has given. */
  public String endpoint() {
    return endpoint;
  }

  /** The public key, 65 bytes. */
  public byte[] p256dh() {
    return p256dh;
  }

  /** The secret, 16 bytes. */
  public byte[] auth() {
    return auth;
  }

  /** Least time between two pushes. */
  public int minSeconds() {
    return minSeconds;
  }

  /** The key that the device has subscribed with. */
  public byte[] serverKey() {
    return serverKey;
  }

  /** Never shows the contents. */
  @Override
  public String toString() {
    return "WakeupSubscription[hidden]";
  }
}
