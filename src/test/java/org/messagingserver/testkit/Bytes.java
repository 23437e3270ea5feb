package org.messagingserver.testkit;

import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;

/** Contents that no two calls share. */
public final class Bytes {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Bytes() {}

  public static Buffer random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Buffer.buffer(bytes);
  }
}
