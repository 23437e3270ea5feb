package org.messagingserver.app;

import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;

/** Contents that no two calls share. */
final class Bytes {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Bytes() {}

  static Buffer random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Buffer.buffer(bytes);
  }
}
