package org.messagingserver.client;

import org.messagingserver.protocol.Address;

/** The keys that a stranger needs to start a session with one device. */
public final class PreKeyBundle {
  private final Address address;
  private final int registrationId;
  private final byte[] signedPreKey;
  private final byte[] oneTimePreKey;

  /**
   * One with these parts.
   *
   * @param address the device
   * @param registrationId of the device, unsigned
   * @param signedPreKey the key that it has signed
   * @param oneTimePreKey handed out only once; empty if the device has none left
   */
  public PreKeyBundle(
      Address address, int registrationId, byte[] signedPreKey, byte[] oneTimePreKey) {
    this.address = address;
    this.registrationId = registrationId;
    this.signedPreKey = signedPreKey;
    this.oneTimePreKey = oneTimePreKey;
  }

  /** The device. */
  public Address address() {
    return address;
  }

  /** Of the device, unsigned. */
  public int registrationId() {
    return registrationId;
  }

  /** The key that it has signed. */
  public byte[] signedPreKey() {
    return signedPreKey;
  }

  /** Handed out only once; empty if the device has none left. */
  public byte[] oneTimePreKey() {
    return oneTimePreKey;
  }

  /** Never shows the contents. */
  @Override
  public String toString() {
    return "PreKeyBundle[hidden]";
  }
}
