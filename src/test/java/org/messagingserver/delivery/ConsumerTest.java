package org.messagingserver.delivery;

import static org.messagingserver.delivery.Rig.settings;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.protocol.Address;
import org.messagingserver.testkit.TestStore;

/** MailboxConsumers on a real store and event bus, with a large and with a narrow window. */
@ExtendWith(VertxExtension.class)
abstract class ConsumerTest {
  static TestStore store;
  static Rig rig;
  static Rig narrow;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    DeliveryService.prepare(store.vertx());
    rig = new Rig(store, settings(100, 1 << 20));
    narrow = new Rig(store, settings(2, 1 << 20));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @AfterEach
  void closeReaders() {
    store.proxy().heal();
    rig.closeReaders();
    narrow.closeReaders();
  }

  static Future<MailboxConsumer> opened(Address owner, Reader reader) {
    DeliveryService deliveryService = rig.deliveries();
    return deliveryService.open(deliveryService.consumer(owner, reader));
  }

  static List<String> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
  }
}
