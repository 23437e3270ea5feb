package signalchat;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A message that libsignal has sealed for several recipients together. libsignal for Java does not
 * take it apart, so this class does: a version, the number of recipients, for each of them a name,
 * the devices and 48 bytes, and then the bytes that all share.
 */
final class SealedForAll {
  /** The length of the version and of the 48 bytes, which differ for each recipient. */
  static final int HEAD_BYTES = 1 + 48;

  private static final byte VERSION = 0x23;
  private static final byte VERSION_FOR_ONE = 0x22;
  private static final int NAME_BYTES = 17;
  private static final int HAS_MORE = 0x8000;

  private final Map<ByteBuffer, byte[]> heads = new HashMap<>();
  private final byte[] shared;

  SealedForAll(byte[] sealed) {
    ByteBuffer bytes = ByteBuffer.wrap(sealed);
    try {
      if (bytes.get() != VERSION) {
        throw new IllegalStateException("libsignal has another format now");
      }
      for (int left = varint(bytes); left > 0; left--) {
        readRecipient(bytes);
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalStateException("libsignal has another format now", e);
    }
    this.shared = Arrays.copyOfRange(sealed, bytes.position(), sealed.length);
  }

  private void readRecipient(ByteBuffer bytes) {
    byte[] name = new byte[NAME_BYTES];
    bytes.get(name);
    boolean hasMore = true;
    while (hasMore) {
      bytes.get();
      hasMore = (bytes.getShort() & HAS_MORE) != 0;
    }
    byte[] head = new byte[HEAD_BYTES];
    head[0] = VERSION_FOR_ONE;
    bytes.get(head, 1, HEAD_BYTES - 1);
    heads.put(ByteBuffer.wrap(name), head);
  }

  private static int varint(ByteBuffer bytes) {
    int value = 0;
    int shift = 0;
    int next = 0x80;
    while ((next & 0x80) != 0) {
      next = bytes.get();
      value |= (next & 0x7f) << shift;
      shift += 7;
    }
    return value;
  }

  /** The message for all devices of this user. */
  byte[] messageFor(byte[] userId) {
    byte[] head = heads.get(ByteBuffer.wrap(Names.of(userId).toServiceIdFixedWidthBinary()));
    if (head == null) {
      throw new IllegalStateException("libsignal has left out a recipient");
    }
    return ByteBuffer.allocate(HEAD_BYTES + shared.length).put(head).put(shared).array();
  }
}
