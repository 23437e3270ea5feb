package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.delivery.Rig.READ;
import static org.messagingserver.delivery.Rig.settings;
import static org.messagingserver.testkit.Awaits.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.mailbox.MailboxStatus;
import org.messagingserver.protocol.Address;
import org.messagingserver.testkit.TestStore;

/** When a MailboxConsumer reads again, and how far ahead of its window. */
class ConsumerReadsTest extends ConsumerTest {
  // Sweep

  @Test
  void findsWhatALostNotificationLeftWaitingWhenTheSweepComesRound() {
    Rig sweeping = new Rig(store, settings(100, 1 << 20, Duration.ofSeconds(1)));
    Address owner = rig.registered();
    Address stranger = TestStore.stranger();
    Reader resting = sweeping.rested(owner);
    Reader unregistered = sweeping.started(stranger);

    store.register(stranger);
    rig.store(owner, "1");
    rig.store(stranger, "2");

    assertThat(resting.next()).isEqualTo("1");
    assertThat(unregistered.next()).isEqualTo("2");
    await(sweeping.onLoop(sweeping.deliveries()::close));
  }

  @Test
  void isUnregisteredWhenTheSweepFindsNoRegistration() {
    Address owner = rig.registered();
    rig.store(owner, "1", "2");
    Reader reader = narrow.started(owner);
    assertThat(reader.next(2)).containsExactly("1", "2");

    unregister(owner);
    reader.reconciled(new MailboxStatus(rig.hashed(owner), Optional.empty(), false));
    store.register(owner);
    rig.storeAndNotify(owner, "3", "4");

    assertThat(reader.next(2)).containsExactly("3", "4");
  }

  // OutOfCredit

  @Test
  void parksWithAFullWindowAndBringsOneMoreForEachThatIsAcked() {
    Address owner = rig.registered();
    rig.store(owner, "1", "2", "3", "4", "5");
    Reader reader = narrow.started(owner);
    assertThat(reader.next(2)).containsExactly("1", "2");
    assertThat(reader.soon()).isEmpty();

    reader.ack("1");
    assertThat(reader.next()).isEqualTo("3");
    reader.ack("3", "2");

    assertThat(reader.next(2)).containsExactly("4", "5");
  }

  @Test
  void hasAtHandWhatComesBehindAFullWindow() {
    Address owner = rig.registered();
    rig.store(owner, "1", "2", "3", "4");
    Reader reader = narrow.started(owner);
    reader.next(2);
    long reads = rig.proxy().executed(READ);

    reader.ack("1");

    assertThat(reader.next()).isEqualTo("3");
    assertThat(rig.proxy().executed(READ)).isEqualTo(reads);
  }

  @Test
  void readsNoMoreThanAPageAheadOfTheWindow() {
    Address owner = rig.registered();
    rig.store(owner, numbers(1, 30).toArray(String[]::new));
    Reader reader = narrow.started(owner);
    reader.next(2);
    long reads = rig.proxy().executed(READ);

    rig.storeAndNotify(owner, "31");

    assertThat(reader.soon()).isEmpty();
    assertThat(rig.proxy().executed(READ)).isEqualTo(reads);
  }

  @Test
  void forgetsWhatItHasReadAheadWhenTheDeviceIsUnregistered() {
    Address owner = rig.registered();
    rig.store(owner, "1", "2", "3", "4");
    Reader reader = narrow.started(owner);
    reader.next(2);

    rig.tell(owner, new ConsumerEvent.Unregistered());
    reader.ack("1", "2");

    assertThat(reader.soon()).isEmpty();
  }

  @Test
  void parksWhenTheBytesInFlightAreUsedUp() {
    Rig small = new Rig(store, settings(100, 1000));
    Address owner = rig.registered();
    List<String> contents =
        IntStream.range(0, 6).mapToObj(number -> number + "x".repeat(399)).toList();
    rig.store(owner, contents.toArray(String[]::new));

    Reader reader = small.started(owner);

    assertThat(reader.next(3)).isEqualTo(contents.subList(0, 3));
    assertThat(reader.soon()).isEmpty();
    reader.ack(contents.get(0), contents.get(1));
    assertThat(reader.next()).isEqualTo(contents.get(3));
  }

  @Test
  void parksWhileTheSocketTakesNoMore() {
    Address owner = rig.registered();
    rig.store(owner, "1");
    Reader reader = rig.opened(owner).stopsReading().begin();
    assertThat(reader.soon()).isEmpty();

    reader.readsAgain();

    assertThat(reader.next()).isEqualTo("1");
  }

  // Retrying

  @Test
  void readsAgainWhatTheStoreDidNotAnswer() {
    Address owner = rig.registered();
    Reader reader = rig.opened(owner);
    rig.storeAndNotify(owner, "1");
    rig.proxy().lose(READ);
    rig.proxy().loseAnswerOf(READ);

    reader.begin();

    assertThat(reader.next()).isEqualTo("1");
    assertThat(reader.soon()).isEmpty();
  }

  private static void unregister(Address owner) {
    await(store.preKeys().unregister(owner, 0));
  }
}
