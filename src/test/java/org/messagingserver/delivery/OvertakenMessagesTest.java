package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.mailbox.DeviceAdmission;
import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.RowRange;
import org.messagingserver.mailbox.WaitingMessage;

/** A row that came too late, and the client that waits for it to go. */
class OvertakenMessagesTest {
  private static final long ROW = 5;

  private final SimulatedLoop time = new SimulatedLoop();
  private final HighWaterMarks highWaterMarks = new HighWaterMarks();
  private final OvertakenMessages overtaken =
      new OvertakenMessages(time, highWaterMarks, Rig.settings(32, 1 << 20));
  private final List<Long> reads = new ArrayList<>();
  private final List<Long> drained = new ArrayList<>();
  private final DrainNotifier notifier =
      new DrainNotifier(
          time,
          row -> false,
          overtaken::skipsUpTo,
          () -> {
            overtaken.showAll();
            reads.add(time.millis());
          },
          () -> drained.add(time.millis()));
  private boolean inStore = true;

  OvertakenMessagesTest() {
    highWaterMarks.delivered(new UUID(7, 2));
  }

  /** Reads the mailbox as a MailboxReader does. */
  private void read() {
    MailboxRead read = new MailboxRead(RowRange.ALL, time.millis(), overtaken.showsAll());
    boolean shown = inStore && overtaken.rows().noneMatch(row -> row == ROW);
    time.pass(2);
    if (shown) {
      assertThat(overtaken.skips(message())).isTrue();
    }
    overtaken.readThrough(read);
    notifier.readThrough(read.startedAt);
  }

  private static WaitingMessage message() {
    return new WaitingMessage(ROW, new UUID(7, 1), Buffer.buffer("overtaken"));
  }

  private void awaitRead() {
    int before = reads.size();
    while (reads.size() == before) {
      time.pass(10);
    }
    read();
  }

  @Test
  void isNotShownAgainUnlessAsked() {
    read();
    assertThat(overtaken.rows()).containsExactly(ROW);

    time.pass(1);
    overtaken.showAll();
    assertThat(overtaken.rows()).isEmpty();
    read();

    assertThat(overtaken.rows()).containsExactly(ROW);
  }

  /** Otherwise a mailbox whose skipped rows fill a page would be read without end. */
  @Test
  void isShownByOneReadOfSeveral() {
    read();
    time.pass(5);
    overtaken.showAll();
    time.pass(5);
    assertThat(overtaken.rows()).isEmpty();

    assertThat(overtaken.skips(message())).isTrue();

    assertThat(overtaken.rows()).containsExactly(ROW);
    overtaken.readThrough(new MailboxRead(RowRange.ALL, time.millis(), overtaken.showsAll()));
    assertThat(overtaken.skipsUpTo(ROW)).isTrue();
  }

  @Test
  void isForgottenOnlyWhereAReadThatWouldShowItDoesNot() {
    read();
    inStore = false;
    read();
    assertThat(overtaken.skipsUpTo(ROW)).isTrue();

    overtaken.showAll();
    read();

    assertThat(overtaken.skipsUpTo(ROW)).isFalse();
  }

  @Test
  void isReadAgainAfterGrowingPausesUntilItIsGone() {
    notifier.request();
    notifier.loginRead(page());
    notifier.looked(time.millis());
    read();
    for (int more = 0; more < 4; more++) {
      awaitRead();
    }
    assertThat(drained).isEmpty();
    assertThat(reads.get(3) - reads.get(2)).isGreaterThan(reads.get(1) - reads.get(0));

    inStore = false;
    awaitRead();

    assertThat(drained).hasSize(1);
    time.pass(60_000);
    assertThat(reads).hasSize(5);
  }

  private static MailboxPage page() {
    return new MailboxPage(
        Optional.of(DeviceAdmission.EVERYBODY),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        ROW);
  }
}
