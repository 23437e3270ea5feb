package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.delivery.Rig.DELETE;
import static org.messagingserver.delivery.Rig.READ;
import static org.messagingserver.delivery.Rig.until;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.protocol.Address;
import org.messagingserver.testkit.TestStore;

/**
 * Every socket of an Address reads a stored message, also one that reads later than another socket
 * acks. The store and the bus are real; what is acked is held for longer than any test lasts.
 */
@ExtendWith(VertxExtension.class)
class SiblingReadsTest {
  private static final int WINDOW = 3;

  private static TestStore store;
  private static Rig rig;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    DeliveryService.prepare(store.vertx());
    rig = new Rig(store, Rig.holding(WINDOW));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @AfterEach
  void closeReaders() {
    store.proxy().heal();
    rig.closeReaders();
  }

  /** Whichever of two sockets has received something. */
  private static Reader served(Reader one, Reader other) {
    until(() -> !one.waiting().isEmpty() || !other.waiting().isEmpty());
    return one.waiting().isEmpty() ? other : one;
  }

  @Test
  void aSocketReadsWhatAnotherOneHasAckedAlready() {
    Address owner = rig.registered();
    Reader one = rig.rested(owner);
    Reader other = rig.rested(owner);
    rig.proxy().hold(READ);
    rig.storeAndNotify(owner, "1");
    until(() -> rig.proxy().heldBack() == 2);

    rig.proxy().letThrough(1);
    Reader first = served(one, other);
    first.ack(first.next());
    first.soon();
    rig.proxy().flow();

    assertThat((first == one ? other : one).next()).isEqualTo("1");
  }

  @Test
  void aSocketReadsWhatAnotherOneHasAckedAndClosed() {
    Address owner = rig.registered();
    Reader one = rig.rested(owner);
    Reader other = rig.rested(owner).stopsReading();
    rig.storeAndNotify(owner, "1");
    one.ack(one.next());

    one.close();
    one.soon();
    other.readsAgain();

    assertThat(other.next()).isEqualTo("1");
  }

  @Test
  void theNextLoginReadsNothingThatIsHeld() {
    Address owner = rig.registered();
    Reader one = rig.rested(owner);
    rig.rested(owner);
    rig.storeAndNotify(owner, "1");
    one.ack(one.next());
    one.close();

    Reader next = rig.started(owner);

    assertThat(rig.held(owner)).isEqualTo(1);
    assertThat(next.soon()).isEmpty();
  }

  @Test
  void aWindowOfMessagesIsHeldAtMost() {
    Address owner = rig.registered();
    Reader one = rig.rested(owner);
    rig.rested(owner);
    rig.storeAndNotify(owner, "1", "2", "3", "4", "5");

    for (int message = 1; message <= 5; message++) {
      one.ack(one.next());
    }

    until(() -> rig.held(owner) == WINDOW);
    assertThat(rig.started(owner).soon()).isEmpty();
  }

  @Test
  void aLoneSocketHoldsNothing() {
    Address owner = rig.registered();
    Reader lone = rig.rested(owner);
    rig.storeAndNotify(owner, "1");

    lone.ack(lone.next());

    until(() -> rig.held(owner) == 0);
  }

  @Test
  void aSocketThatMayNotHaveFoundAnotherOneHolds() {
    Rig disturbed = new Rig(store, Rig.holding(WINDOW));
    Address owner = rig.registered();
    Reader lone = disturbed.rested(owner);
    disturbed.onLoop(
        () -> {
          disturbed.deliveries().membershipChanged();
          return null;
        });
    long deletes = rig.proxy().executed(DELETE);
    rig.storeAndNotify(owner, "1");

    lone.ack(lone.next());

    assertThat(lone.soon()).isEmpty();
    assertThat(rig.proxy().executed(DELETE)).isEqualTo(deletes);
    assertThat(rig.held(owner)).isEqualTo(1);
    disturbed.closeReaders();
  }

  @Test
  void bothReadWhatIsHeldInItsOrder() {
    Address owner = rig.registered();
    Reader one = rig.rested(owner);
    Reader other = rig.rested(owner).stopsReading();
    rig.storeAndNotify(owner, "1", "2", "3");
    one.ack(one.next(3).toArray(String[]::new));

    other.readsAgain();

    assertThat(other.next(3)).isEqualTo(List.of("1", "2", "3"));
  }
}
