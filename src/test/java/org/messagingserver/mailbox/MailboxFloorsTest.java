package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.MailboxFloors.Deleted;
import org.messagingserver.mailbox.MailboxFloors.Seen;
import org.messagingserver.protocol.DeviceId;

class MailboxFloorsTest {
  private static final long HERE = 7;
  private static final long NOTHING = Long.MAX_VALUE;

  private final HashedAddress owner =
      new HashedAddress(new HashedUser(UUID.randomUUID()), new DeviceId(1));
  private long nanos;
  private final MailboxFloors floors = new MailboxFloors(() -> nanos);

  @Test
  void riseWithAReadThatNoEarlierTransactionOverlaps() {
    delete(100, 1000, 32);

    see(99, NOTHING);
    assertThat(row()).isZero();

    see(100, NOTHING);
    assertThat(row()).isEqualTo(1001);
  }

  @Test
  void waitForTheDeletionThatCameFirst() {
    delete(100, 1000, 32);
    delete(200, 2000, 32);

    see(150, NOTHING);

    assertThat(row()).isEqualTo(1001);
  }

  @Test
  void riseOnlyAfterSomeDeletions() {
    delete(100, 1000, 31);
    see(1000, NOTHING);
    assertThat(row()).isZero();

    delete(101, 1001, 1);
    see(1000, NOTHING);
    assertThat(row()).isEqualTo(1002);
  }

  @Test
  void stayAtTheLowestRow() {
    delete(100, 1000, 32);

    see(100, 900);

    assertThat(row()).isEqualTo(900);
  }

  @Test
  void neverFall() {
    delete(100, 1000, 32);
    see(100, NOTHING);
    delete(200, 800, 32);

    see(200, NOTHING);

    assertThat(row()).isEqualTo(1001);
  }

  @Test
  void areForgottenWithTheIncarnation() {
    delete(100, 1000, 32);
    see(100, NOTHING);

    floors.deleted(owner, new Deleted(HERE + 1, 5, 50, 32));

    assertThat(row()).isZero();
    assertThat(floors.of(owner).incarnation()).isEqualTo(HERE + 1);
  }

  @Test
  void areNotRaisedByAReadOfAnotherIncarnation() {
    delete(100, 1000, 32);

    floors.read(owner, new Seen(HERE + 1, 100, NOTHING));

    assertThat(row()).isZero();
  }

  @Test
  void areForgottenAfterAFailedRead() {
    delete(100, 1000, 32);
    see(100, NOTHING);
    delete(200, 2000, 32);

    floors.forget(owner);

    assertThat(row()).isZero();
    assertThat(floors.of(owner).rises()).isFalse();
  }

  @Test
  void areStoredAfterManyDeletionsAndRoundedDown() {
    delete(1, 123_455, 9_999);
    assertThat(see(1, NOTHING)).isEmpty();

    delete(2, 123_499, 32);

    assertThat(see(2, NOTHING)).hasValue(120_000);
  }

  @Test
  void areNotStoredWithinTheHourAgain() {
    delete(1, 123_455, 10_000);
    assertThat(see(1, NOTHING)).isPresent();

    nanos += Duration.ofMinutes(59).toNanos();
    delete(2, 223_455, 10_000);
    assertThat(see(2, NOTHING)).isEmpty();
    floors.forget(owner);

    nanos += Duration.ofMinutes(1).toNanos();
    delete(3, 223_487, 32);
    assertThat(see(3, NOTHING)).hasValue(220_000);
  }

  private void delete(long transaction, long highest, long rows) {
    floors.deleted(owner, new Deleted(HERE, transaction, highest, rows));
  }

  private OptionalLong see(long horizon, long lowest) {
    return floors.read(owner, new Seen(HERE, horizon, lowest));
  }

  private long row() {
    return floors.of(owner).row();
  }
}
