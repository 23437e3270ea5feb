package org.messagingserver.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the fields of one message in protobuf's wire format. All methods throw {@link
 * MalformedException} for bytes that are in no such format.
 */
final class WireReader {
  private static final int FIXED_64 = 1;
  private static final int GROUP = 3;
  private static final int GROUP_END = 4;
  private static final int FIXED_32 = 5;
  private static final int TYPE_BITS = 3;
  private static final int TYPE_MASK = 7;
  private static final int VARINT_BYTES = 10;

  /** Groups within groups that are skipped; no message of this protocol has one. */
  private static final int MAX_GROUPS = 100;

  private final ByteBuffer bytes;
  private int tag;

  /** The bytes are not of this protocol. */
  static final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedException() {
      super("the bytes are not of this protocol", null, false, false);
    }
  }

  WireReader(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Goes to the next field; false at the end. */
  boolean next() {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long read = varint();
    tag = (int) read;
    if (read >>> Integer.SIZE != 0 || field() == 0) {
      throw new MalformedException();
    }
    return true;
  }

  /** The number of the field. */
  int field() {
    return tag >>> TYPE_BITS;
  }

  private int type() {
    return tag & TYPE_MASK;
  }

  /** Whether the field holds bytes, a text or a message. */
  boolean isDelimited() {
    return type() == WireWriter.LENGTH_DELIMITED;
  }

  /** Whether the field holds a number of variable length. */
  boolean isVarint() {
    return type() == WireWriter.VARINT;
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < VARINT_BYTES; i++) {
      int next = require(1).get();
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedException();
  }

  private ByteBuffer require(int length) {
    if (bytes.remaining() < length) {
      throw new MalformedException();
    }
    return bytes;
  }

  long uint64() {
    return varint();
  }

  int uint32() {
    return (int) varint();
  }

  byte[] bytes() {
    long length = varint();
    if (length < 0 || length > bytes.remaining()) {
      throw new MalformedException();
    }
    byte[] value = new byte[(int) length];
    bytes.get(value);
    return value;
  }

  /** Whether the field holds a number of four bytes. */
  boolean isFixed32() {
    return type() == FIXED_32;
  }

  int fixed32() {
    return require(Integer.BYTES).getInt();
  }

  /** Numbers of four bytes in one field. */
  static List<Integer> fixed32s(byte[] packed) {
    WireReader reader = new WireReader(packed);
    List<Integer> values = new ArrayList<>();
    while (reader.bytes.hasRemaining()) {
      values.add(reader.fixed32());
    }
    return values;
  }

  /** Passes over a field that this client does not know. */
  void skip() {
    skip(0);
  }

  private void skip(int depth) {
    switch (type()) {
      case WireWriter.VARINT:
        varint();
        break;
      case FIXED_64:
        require(Long.BYTES).getLong();
        break;
      case WireWriter.LENGTH_DELIMITED:
        bytes();
        break;
      case GROUP:
        skipGroup(depth);
        break;
      case FIXED_32:
        require(Integer.BYTES).getInt();
        break;
      default:
        throw new MalformedException();
    }
  }

  private void skipGroup(int depth) {
    int group = field();
    while (depth < MAX_GROUPS && next()) {
      if (type() == GROUP_END && field() == group) {
        return;
      }
      skip(depth + 1);
    }
    throw new MalformedException();
  }
}
