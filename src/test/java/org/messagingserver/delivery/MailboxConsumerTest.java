package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.delivery.Rig.LOOK;
import static org.messagingserver.delivery.Rig.READ;
import static org.messagingserver.delivery.Rig.until;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.Address;
import org.messagingserver.testkit.TestStore;

/** Walks the arrows in the diagram of {@link ConsumerState} that lead to reading and back. */
class MailboxConsumerTest extends ConsumerTest {
  // Subscribing

  @Test
  void deliversNothingBeforeItIsStarted() {
    Address owner = rig.registered();
    rig.store(owner, "1");

    Reader reader = rig.opened(owner);
    rig.storeAndNotify(owner, "2");

    assertThat(reader.waiting()).isEmpty();
    assertThat(reader.begin().next(2)).containsExactly("1", "2");
  }

  @Test
  void readsWhenItStartsForARegistrationThatWasAnnouncedBefore() {
    Address owner = TestStore.stranger();
    Reader reader = rig.opened(owner);
    store.register(owner);
    rig.tellRegistered(owner);
    rig.store(owner, "1");

    reader.begin();

    assertThat(reader.next()).isEqualTo("1");
  }

  @Test
  void cannotOpenWhileTheStoreIsAway() {
    Address owner = rig.registered();
    Reader reader = new Reader(rig);
    rig.proxy().lose(LOOK);

    Throwable failure = failure(rig.onLoop(() -> opened(owner, reader)));

    assertThat(failure).isInstanceOf(ConsumerUnavailableException.class);
    until(() -> !store.isHeard(rig.hashed(owner)));
  }

  @Test
  void leavesAtOnceWhereItIsClosedBeforeItIsOpen() {
    Address owner = rig.registered();
    DeliveryService deliveryService = rig.deliveries();
    rig.proxy().holdAnswerOf(LOOK);
    MailboxConsumer mailboxConsumer =
        rig.onLoop(() -> deliveryService.consumer(owner, new Reader(rig)));
    Future<MailboxConsumer> opening = rig.onLoop(() -> deliveryService.open(mailboxConsumer));
    until(rig.proxy()::isHolding);
    assertThat(store.isHeard(rig.hashed(owner))).isTrue();

    rig.onLoop(
        () -> {
          deliveryService.close(mailboxConsumer);
          return null;
        });

    until(() -> !store.isHeard(rig.hashed(owner)));
    assertThat(opening.isComplete()).isFalse();
    rig.proxy().flow();
    assertThat(failure(opening)).isInstanceOf(ConsumerUnavailableException.class);
  }

  // Unregistered

  @Test
  void isUnregisteredUntilTheDeviceRegisters() {
    Address owner = TestStore.stranger();
    Reader reader = rig.opened(owner);
    long before = rig.looks();
    reader.begin();
    assertThat(rig.looks()).isEqualTo(before);

    store.register(owner);
    rig.store(owner, "1");
    rig.tellRegistered(owner);

    assertThat(reader.next()).isEqualTo("1");
  }

  @Test
  void readsForANotificationThoughNoRegistrationWasAnnounced() {
    Address owner = TestStore.stranger();
    Reader reader = rig.started(owner);
    store.register(owner);

    rig.storeAndNotify(owner, "1");

    assertThat(reader.next()).isEqualTo("1");
  }

  // Reading

  @Test
  void readsPageAfterPageUntilAllIsDelivered() {
    Address owner = rig.registered();
    List<String> contents = numbers(1, 30);
    rig.store(owner, contents.toArray(String[]::new));

    Reader reader = rig.started(owner);

    assertThat(reader.next(30)).isEqualTo(contents);
  }

  @Test
  void readsOnceMoreForANotificationThatCameWhileItRead() {
    Address owner = rig.registered();
    Reader reader = rig.rested(owner);
    rig.proxy().holdAnswerOf(READ);
    rig.tellRegistered(owner);
    until(rig.proxy()::isHolding);
    rig.storeAndNotify(owner, "1");
    rig.proxy().flow();

    assertThat(reader.next()).isEqualTo("1");
  }

  @Test
  void doesNotReadForeverWhatItCannotOpen() {
    Address owner = rig.registered();
    rig.store(owner, numbers(1, 12).toArray(String[]::new));
    store
        .tables()
        .execute(
            "UPDATE mailbox SET sealed_message = '\\x00' WHERE user_hash = ?",
            rig.hashed(owner).user().value());
    rig.store(owner, "readable");
    long before = rig.proxy().executed(READ);

    Reader reader = rig.started(owner);

    assertThat(reader.next()).isEqualTo("readable");
    Rig.pause(Duration.ofMillis(300));
    assertThat(rig.proxy().executed(READ) - before).isLessThan(20);
  }

  // Resting

  @Test
  void restsUntilANotification() {
    Address owner = rig.registered();
    Reader reader = rig.rested(owner);
    long before = rig.proxy().executed(READ);

    rig.storeAndNotify(owner, "1", "2");

    assertThat(reader.next(2)).containsExactly("1", "2");
    assertThat(rig.proxy().executed(READ)).isEqualTo(before + 1);
  }

  @Test
  void doesNotReadForANotificationOfWhatItHasDelivered() {
    Address owner = rig.registered();
    var notifications = rig.store(owner, "1");
    Reader reader = rig.rested(owner);
    long before = rig.proxy().executed(READ);
    assertThat(reader.next()).isEqualTo("1");

    rig.tell(owner, new ConsumerEvent.Stored(notifications));

    assertThat(rig.proxy().executed(READ)).isEqualTo(before);
    rig.storeAndNotify(owner, "2");
    assertThat(reader.next()).isEqualTo("2");
  }

  @Test
  void looksAgainByItselfAfterALogin() {
    Address owner = rig.registered();
    long before = rig.looks();
    Reader reader = rig.started(owner);
    until(() -> rig.looks() > before);

    rig.store(owner, "never announced");

    assertThat(reader.next()).isEqualTo("never announced");
  }

  @Test
  void passesOnThatKeysAreLow() {
    Reader reader = rig.started(rig.registered());
    Address owner = rig.registered();
    Reader other = rig.started(owner);

    rig.tell(owner, new ConsumerEvent.KeysLow());

    assertThat(other.next()).isEqualTo("keys low");
    assertThat(reader.waiting()).isEmpty();
  }
}
