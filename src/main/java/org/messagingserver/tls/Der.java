package org.messagingserver.tls;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** As much of DER as it takes to put a private key of the older forms into PKCS #8. */
final class Der {
  private static final int INTEGER = 0x02;
  private static final int OCTETS = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int CURVE = 0xa0;
  private static final byte[] VERSION = {INTEGER, 1, 0};

  /** The identifier of RSA, and its absent parameters. */
  private static final byte[] RSA = {
    0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 0x05, 0
  };

  /** The identifier of keys on elliptic curves. */
  private static final byte[] EC = {0x06, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

  private Der() {}

  /** From PKCS #1; see RFC 8017, A.1.2. */
  static byte[] ofRsa(byte[] key) {
    return pkcs8(RSA, key);
  }

  /**
   * From SEC 1; see RFC 5915.
   *
   * @throws IllegalArgumentException where that is another form, or names no curve
   */
  static byte[] ofEc(byte[] key) {
    try {
      ByteBuffer fields = value(ByteBuffer.wrap(key), SEQUENCE);
      value(fields, INTEGER);
      value(fields, OCTETS);
      ByteBuffer curve = value(fields, CURVE);
      byte[] name = new byte[curve.remaining()];
      curve.get(name);
      return pkcs8(joined(EC, name), key);
    } catch (RuntimeException misshapen) {
      throw new IllegalArgumentException("no key that names its curve");
    }
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return element(SEQUENCE, joined(VERSION, element(SEQUENCE, algorithm), element(OCTETS, key)));
  }

  /** The content of the next element. */
  private static ByteBuffer value(ByteBuffer in, int tag) {
    if ((in.get() & 0xff) != tag) {
      throw new IllegalArgumentException("another element");
    }
    int length = in.get() & 0xff;
    if (length > 0x7f) {
      int bytes = length & 0x7f;
      length = 0;
      for (int read = 0; read < bytes; read++) {
        length = (length << 8) | (in.get() & 0xff);
      }
    }
    ByteBuffer value = in.slice(in.position(), length);
    in.position(in.position() + length);
    return value;
  }

  private static byte[] element(int tag, byte[] value) {
    int length = value.length;
    byte[] head;
    if (length < 0x80) {
      head = new byte[] {(byte) tag, (byte) length};
    } else if (length < 0x100) {
      head = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
    } else {
      head = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    }
    return joined(head, value);
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
