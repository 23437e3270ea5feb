package org.messagingserver.tools.smoke;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.messagingserver.client.vertx.PreKeySource;

/**
 * Random bytes in place of keys. Records the keys that it provides; while set empty, it provides
 * none.
 */
final class RandomPreKeys implements PreKeySource {
  private static final int KEY_LENGTH = 33;

  private final SecureRandom random = new SecureRandom();
  private final int registrationId = 1 + random.nextInt(1 << 14);
  private final Buffer signedPreKey = key();
  private final BlockingQueue<List<Buffer>> handedOut = new LinkedBlockingQueue<>();
  private volatile boolean empty;

  private Buffer key() {
    byte[] key = new byte[KEY_LENGTH];
    random.nextBytes(key);
    return Buffer.buffer(key);
  }

  void setEmpty(boolean now) {
    empty = now;
  }

  /** Waits for the keys provided next, in the order of the requests. */
  List<Buffer> handedOut() throws InterruptedException {
    return Await.next(handedOut, "a request for one-time keys");
  }

  @Override
  public int registrationId() {
    return registrationId;
  }

  @Override
  public Buffer signedPreKey() {
    return signedPreKey;
  }

  @Override
  public Future<List<Buffer>> oneTimePreKeys(int count) {
    if (empty) {
      return Future.succeededFuture(List.of());
    }
    List<Buffer> keys = Stream.generate(this::key).limit(count).toList();
    handedOut.add(keys);
    return Future.succeededFuture(keys);
  }
}
