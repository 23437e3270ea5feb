package org.messagingserver.system.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.send;
import static org.messagingserver.testkit.Mail.takeOne;
import static org.messagingserver.testkit.Mail.text;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.Disk;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** What becomes of messages that a live recipient acks late, or never. */
class NotAckedInTimeTest {
  private static final Duration HANDOFF = Duration.ofMillis(250);

  private static TestServer server;
  private static Disk disk;

  private final Identity owner = registered(server);
  private final RawSocket sender = RawSocket.open(server);
  private final RawSocket recipient = RawSocket.open(server).logIn(owner, 1);

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("delivery", new JsonObject().put("handoffMillis", HANDOFF.toMillis())));
    disk = new Disk(server);
  }

  @AfterAll
  static void stop() {
    disk.close();
    server.close();
  }

  @BeforeEach
  void handOver() {
    until(this::handsOver);
  }

  /** Whether a message that is acked as it comes leaves no row. */
  private boolean handsOver() {
    long rows = disk.rowsEver();
    int sent = send(sender, owner, "handed over?");
    assertThat(takeOne(recipient)).isEqualTo("handed over?");
    Mail.awaitAck(sender, sent);
    return disk.rowsEver() == rows;
  }

  @Test
  void areStoredAndAckedToTheirSenderWhenTheTimeIsOver() {
    long start = System.nanoTime();

    int sent = send(sender, owner, "1");
    assertThat(text(recipient.next())).isEqualTo("1");
    Mail.awaitAck(sender, sent);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(HANDOFF);
    assertThat(disk.waiting(owner)).isEqualTo(1);
  }

  @Test
  void comeAgainOnTheNextLoginInTheirOrder() {
    deliver(sender, owner, "1");
    deliver(sender, owner, "2");
    assertThat(text(recipient.next())).isEqualTo("1");
    assertThat(text(recipient.next())).isEqualTo("2");

    recipient.kill();

    RawSocket again = RawSocket.open(server).logIn(owner, 1);
    assertThat(again.ackedTexts(2)).containsExactly("1", "2");
    until(() -> disk.waiting(owner) == 0);
    assertThat(again.waiting()).isEmpty();
  }

  @Test
  void areDeletedByALateAckAndNotDeliveredTwice() {
    deliver(sender, owner, "1");
    ServerMessage late = recipient.next();
    assertThat(disk.waiting(owner)).isEqualTo(1);

    recipient.send(new ClientMessage.Ack(late.sequence()));

    until(() -> disk.waiting(owner) == 0);
    deliver(sender, owner, "2");
    assertThat(takeOne(recipient)).isEqualTo("2");
    assertThat(recipient.waiting()).isEmpty();
  }

  /** Everybody behind would wait as long for nothing. */
  @Test
  void doNotMakeThoseBehindWaitAsLong() {
    deliver(sender, owner, "1");
    long start = System.nanoTime();

    for (int number = 0; number < 40; number++) {
      deliver(sender, owner, "behind");
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(HANDOFF.multipliedBy(20));
    assertThat(disk.waiting(owner)).isEqualTo(41);
  }

  @Test
  void letLaterOnesBeHandedOverOnceTheyAreAcked() {
    deliver(sender, owner, "1");

    assertThat(takeOne(recipient)).isEqualTo("1");

    until(this::handsOver);
    for (int number = 0; number < 20; number++) {
      assertThat(handsOver()).isTrue();
    }
    assertThat(recipient.waiting()).isEmpty();
  }

  @Test
  void letLaterOnesBeHandedOverToTheNextSocket() {
    deliver(sender, owner, "1");
    recipient.kill();

    RawSocket next = RawSocket.open(server).logIn(owner, 1);

    assertThat(takeOne(next)).isEqualTo("1");
    until(() -> handsOverTo(next));
    assertThat(handsOverTo(next)).isTrue();
  }

  private boolean handsOverTo(RawSocket next) {
    long rows = disk.rowsEver();
    int sent = send(sender, owner, "handed over?");
    assertThat(takeOne(next)).isEqualTo("handed over?");
    Mail.awaitAck(sender, sent);
    return disk.rowsEver() == rows;
  }
}
