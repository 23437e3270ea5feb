package org.messagingserver.system.protocol;

import java.nio.ByteBuffer;

/**
 * The outermost layer of TLS, for what no TLS library would say any more.
 *
 * <p>Source: RFC 5246, sections 6.2.1 and 7.4.1.2.
 */
enum TlsRecord {
  ALERT(21),
  HANDSHAKE(22);

  private static final short VERSION_3 = 0x0300;
  private static final short[] CIPHERS = {
    (short) 0xC02B, (short) 0xC02F, (short) 0xC009, (short) 0xC013, 0x002F, 0x000A
  };

  /** P-256 and X25519, uncompressed points, ECDSA and RSA with SHA-256. */
  private static final byte[] EXTENSIONS = {
    0, 10, 0, 6, 0, 4, 0, 23, 0, 29, 0, 11, 0, 2, 1, 0, 0, 13, 0, 6, 0, 4, 4, 3, 4, 1
  };

  private static final int HEAD = 5;
  private static final int HANDSHAKE_HEAD = 4;

  private final int type;

  TlsRecord(int type) {
    this.type = type;
  }

  /** The first byte of such a record. */
  int type() {
    return type;
  }

  /** The hello of a client that speaks 3.{@code minor} at most: 3.1 is TLS 1.0. */
  static byte[] clientHello(byte minor) {
    ByteBuffer hello = ByteBuffer.allocate(512);
    hello.position(HEAD + HANDSHAKE_HEAD);
    hello.putShort((short) (VERSION_3 | minor)).put(new byte[32]).put((byte) 0);
    hello.putShort((short) (2 * CIPHERS.length));
    for (short cipher : CIPHERS) {
      hello.putShort(cipher);
    }
    hello.put((byte) 1).put((byte) 0).putShort((short) EXTENSIONS.length).put(EXTENSIONS);
    int length = hello.position() - HEAD;
    hello.put(0, (byte) HANDSHAKE.type).putShort(1, (short) (VERSION_3 | Math.min(minor, 1)));
    hello.putShort(3, (short) length);
    hello.put(HEAD, (byte) 1).putShort(HEAD + 2, (short) (length - HANDSHAKE_HEAD));
    byte[] bytes = new byte[hello.position()];
    hello.flip().get(bytes);
    return bytes;
  }
}
