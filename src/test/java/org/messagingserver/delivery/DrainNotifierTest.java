package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.delivery.Reader.DRAINED;
import static org.messagingserver.testkit.Awaits.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.ConsumerEvent.Unregistered;
import org.messagingserver.protocol.Address;
import org.messagingserver.testkit.TestStore;

/** When a client learns that it has acked everything that waited at its login. */
class DrainNotifierTest extends ConsumerTest {

  private static Reader loggedIn(Rig on, Address owner) {
    return on.opened(owner).begin(true);
  }

  /** A look and a read at the login, since something waits, and two more later. */
  private static final int LOOKS = 4;

  /** It has read the mailbox for the last time that it does by itself. */
  private static void awaitLastLook(long looksBefore) {
    Rig.until(() -> rig.looks() >= looksBefore + LOOKS);
  }

  @Test
  void isDrainedWhereNothingWaits() {
    assertThat(loggedIn(rig, rig.registered()).next()).isEqualTo(DRAINED);
  }

  @Test
  void isDrainedWhereTheDeviceIsNotRegistered() {
    assertThat(loggedIn(rig, TestStore.stranger()).next()).isEqualTo(DRAINED);
  }

  @Test
  void isDrainedOnceTheLastThatWaitedIsAcked() {
    Address owner = rig.registered();
    rig.store(owner, "1", "2");
    long before = rig.looks();
    Reader reader = loggedIn(rig, owner);
    assertThat(reader.next(2)).containsExactly("1", "2");
    reader.ack("1");
    awaitLastLook(before);
    assertThat(reader.soon()).isEmpty();

    reader.ack("2");

    assertThat(reader.next()).isEqualTo(DRAINED);
    assertThat(reader.soon()).isEmpty();
  }

  @Test
  void isNotDrainedBeforeTheLastLookHoweverSoonEverythingIsAcked() {
    Address owner = rig.registered();
    rig.store(owner, "1");
    long before = rig.looks();
    Reader reader = loggedIn(rig, owner);
    assertThat(reader.next()).isEqualTo("1");
    reader.ack("1");

    assertThat(reader.next()).isEqualTo(DRAINED);
    assertThat(rig.looks()).isGreaterThanOrEqualTo(before + LOOKS);
  }

  @Test
  void isDrainedBehindEverythingThatANarrowWindowLetsThroughBitByBit() {
    Address owner = rig.registered();
    List<String> all = numbers(1, 9);
    narrow.store(owner, all.toArray(String[]::new));
    Reader reader = loggedIn(narrow, owner);

    List<String> got = new ArrayList<>();
    for (String next = reader.next(); !next.equals(DRAINED); next = reader.next()) {
      got.add(next);
      reader.ack(next);
    }

    assertThat(got).isEqualTo(all);
  }

  @Test
  void isDrainedThoughNewMessagesAreNotAcked() {
    Address owner = rig.registered();
    rig.store(owner, "1");
    Reader reader = loggedIn(rig, owner);
    assertThat(reader.next()).isEqualTo("1");
    rig.storeAndNotify(owner, "new");
    assertThat(reader.next()).isEqualTo("new");

    reader.ack("1");

    assertThat(reader.next()).isEqualTo(DRAINED);
  }

  @Test
  void isDrainedWhenTheDeviceUnregisters() {
    Address owner = rig.registered();
    rig.store(owner, "1");
    long before = rig.looks();
    Reader reader = loggedIn(rig, owner);
    assertThat(reader.next()).isEqualTo("1");
    awaitLastLook(before);
    assertThat(reader.soon()).isEmpty();

    await(store.preKeys().unregister(owner, 0));
    rig.tell(owner, new Unregistered());

    assertThat(reader.next()).isEqualTo(DRAINED);
  }

  /** A read that fails proves nothing; the next one does. */
  @Test
  void isDrainedLaterWhereTheStoreIsAway() {
    Address owner = rig.registered();
    rig.store(owner, "1");
    Reader reader = loggedIn(rig, owner);
    assertThat(reader.next()).isEqualTo("1");
    store.proxy().goAway();
    reader.ack("1");
    assertThat(reader.soon()).isEmpty();

    store.proxy().comeBack();

    assertThat(reader.next()).isEqualTo(DRAINED);
  }
}
