package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The keys of a device that a server has on file.
 *
 * @param registered whether the device is; if not, everything else is empty
 * @param registrationId as registered
 * @param signedPreKeyHash as {@link #hash} makes it
 * @param oneTimeKeys how many are left
 * @param oneTimeKeyHashes as {@link #shortHash} makes them, the newest first; empty unless
 *     requested
 */
public record KeysOnFile(
    boolean registered,
    int registrationId,
    Buffer signedPreKeyHash,
    int oneTimeKeys,
    List<Integer> oneTimeKeyHashes) {
  /** Of a device that is not registered. */
  public static final KeysOnFile NONE = new KeysOnFile(false, 0, Buffer.buffer(), 0, List.of());

  public KeysOnFile {
    oneTimeKeyHashes = List.copyOf(oneTimeKeyHashes);
  }

  /** Never shows the contents. */
  @Override
  public String toString() {
    return "KeysOnFile[hidden]";
  }

  /** The SHA-256 of a key. */
  public static byte[] hash(byte[] key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The first four bytes of the SHA-256 of a key, little-endian. */
  public static int shortHash(byte[] key) {
    return ByteBuffer.wrap(hash(key)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }
}
