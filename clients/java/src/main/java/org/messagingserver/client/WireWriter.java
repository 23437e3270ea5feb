package org.messagingserver.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Writes the fields of one message in protobuf's wire format, and omits those with default values.
 */
final class WireWriter {
  /** The type of numbers. */
  static final int VARINT = 0;

  /** The type of bytes, texts, messages and packed numbers. */
  static final int LENGTH_DELIMITED = 2;

  private static final int TYPE_BITS = 3;

  private final ByteArrayOutputStream bytes;

  WireWriter() {
    this(32);
  }

  private WireWriter(int capacity) {
    bytes = new ByteArrayOutputStream(capacity);
  }

  private void tag(int field, int type) {
    varint(((long) field << TYPE_BITS) | type);
  }

  private void varint(long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      bytes.write(((int) rest & 0x7f) | 0x80);
    }
    bytes.write((int) rest);
  }

  private void delimited(int field, byte[] value) {
    tag(field, LENGTH_DELIMITED);
    varint(value.length);
    bytes.write(value, 0, value.length);
  }

  /** A number, unsigned. */
  WireWriter uint32(int field, int value) {
    return uint64(field, Integer.toUnsignedLong(value));
  }

  /** A number, unsigned. */
  WireWriter uint64(int field, long value) {
    return value == 0 ? this : number(field, value);
  }

  /** A number that is written even if it is 0. */
  WireWriter number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  WireWriter bool(int field, boolean value) {
    return uint32(field, value ? 1 : 0);
  }

  WireWriter bytes(int field, byte[] value) {
    if (value.length > 0) {
      delimited(field, value);
    }
    return this;
  }

  WireWriter text(int field, String value) {
    return bytes(field, value.getBytes(UTF_8));
  }

  /** One of repeated values, which may be empty. */
  WireWriter element(int field, byte[] value) {
    delimited(field, value);
    return this;
  }

  /** A message, which is there even if it is empty. */
  WireWriter message(int field, Consumer<WireWriter> content) {
    WireWriter inner = new WireWriter();
    content.accept(inner);
    delimited(field, inner.toBytes());
    return this;
  }

  /** Numbers in one field. */
  WireWriter packed(int field, Iterable<Integer> values) {
    WireWriter inner = new WireWriter();
    values.forEach(value -> inner.varint(Integer.toUnsignedLong(value)));
    return bytes(field, inner.toBytes());
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
