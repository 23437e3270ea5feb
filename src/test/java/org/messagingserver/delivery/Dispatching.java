package org.messagingserver.delivery;

import static org.messagingserver.delivery.Rig.settings;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.delivery.MessageRejectedException.Reason;
import org.messagingserver.protocol.Address;
import org.messagingserver.testkit.TestStore;

/** A dispatcher on a real store. */
@ExtendWith(VertxExtension.class)
abstract class Dispatching {
  /** Rows in a batch of the rig. */
  static final int BATCH = 4;

  static TestStore store;
  static Rig rig;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    DeliveryService.prepare(store.vertx());
    rig = new Rig(store, settings(100, 1 << 20));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @AfterEach
  void heal() {
    store.proxy().heal();
    rig.closeReaders();
  }

  static SenderQuota senderQuota() {
    return rig.deliveries().senderQuota(() -> {}, () -> 0);
  }

  static Future<Void> send(Address to, String content) {
    return rig.onLoop(() -> senderQuota().send(to, text(content)));
  }

  static Reason reason(Future<Void> sent) {
    return ((MessageRejectedException) failure(sent)).reason();
  }

  /** What a fresh login gets. */
  static List<String> stored(Address owner, int count) {
    return rig.started(owner).next(count);
  }

  static Buffer text(String content) {
    return Buffer.buffer(content);
  }

  static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
