package org.messagingserver.client;

import java.util.List;

/** The keys of a device that a server has on file. */
public final class KeysOnFile {
  private final boolean registered;
  private final int registrationId;
  private final byte[] signedPreKeyHash;
  private final int oneTimeKeys;
  private final List<Integer> oneTimeKeyHashes;

  /**
   * One with these parts.
   *
   * @param registered whether the device is; if not, everything else is empty
   * @param registrationId as registered
   * @param signedPreKeyHash its SHA-256
   * @param oneTimeKeys how many are left
   * @param oneTimeKeyHashes the first four bytes of the SHA-256 of each, little-endian, the newest
   *     first; empty unless requested
   */
  public KeysOnFile(
      boolean registered,
      int registrationId,
      byte[] signedPreKeyHash,
      int oneTimeKeys,
      List<Integer> oneTimeKeyHashes) {
    this.registered = registered;
    this.registrationId = registrationId;
    this.signedPreKeyHash = signedPreKeyHash;
    this.oneTimeKeys = oneTimeKeys;
    this.oneTimeKeyHashes = oneTimeKeyHashes;
  }

  /** Whether the device is; if not, everything else is empty. */
  public boolean registered() {
    return registered;
  }

  /** As registered. */
  public int registrationId() {
    return registrationId;
  }

  /** Its SHA-256. */
  public byte[] signedPreKeyHash() {
    return signedPreKeyHash;
  }

  /** How many are left. */
  public int oneTimeKeys() {
    return oneTimeKeys;
  }

  /**
   * The first four bytes of the SHA-256 of each, little-endian, the newest first; empty unless
   * requested.
   */
  public List<Integer> oneTimeKeyHashes() {
    return oneTimeKeyHashes;
  }

  /** Never shows the contents. */
  @Override
  public String toString() {
    return "KeysOnFile[hidden]";
  }
}
