package org.messagingserver.tools.smoke;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.messagingserver.client.PreKeySource;

/** Random bytes for keys. Remembers what it gave, and gives none while it is shut. */
final class RandomPreKeys implements PreKeySource {
  private static final int KEY_LENGTH = 33;

  private final SecureRandom random = new SecureRandom();
  private final int registrationId = 1 + random.nextInt(1 << 14);
  private final Buffer signedPreKey = key();
  private final BlockingQueue<List<Buffer>> given = new LinkedBlockingQueue<>();
  private volatile boolean shut;

  private Buffer key() {
    byte[] key = new byte[KEY_LENGTH];
    random.nextBytes(key);
    return Buffer.buffer(key);
  }

  void shut(boolean now) {
    shut = now;
  }

  /** Waits for the keys given next, in the order of the requests. */
  List<Buffer> given() throws InterruptedException {
    return Answers.next(given, "a request for one-time keys");
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
    if (shut) {
      return Future.succeededFuture(List.of());
    }
    List<Buffer> keys = Stream.generate(this::key).limit(count).toList();
    given.add(keys);
    return Future.succeededFuture(keys);
  }
}
