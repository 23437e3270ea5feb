package org.messagingserver.system.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.send;
import static org.messagingserver.testkit.Mail.take;
import static org.messagingserver.testkit.Mail.takeOne;
import static org.messagingserver.testkit.Mail.text;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.Disk;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestServer;

/** What a live recipient acks costs no disk; what it can no longer ack is stored at once. */
class HandedOverTest {
  private static final int MESSAGES = 10_000;

  /** Fewer than may be in flight. */
  private static final int TOGETHER = 100;

  /**
   * A twentieth of what ten thousand stored messages log; Postgres' own housekeeping, which may
   * come in between, is allowed for. Rows are counted to the last one.
   */
  private static final int LOGGED_BYTES = 262_144;

  /** Where nobody listened, nothing is handed over for a second. */
  private static final Duration ASKED_AGAIN = Duration.ofMillis(1100);

  private static TestServer server;
  private static Disk disk;

  private final RawSocket sender = RawSocket.open(server);

  /** Nothing is stored for want of an ack, however long this machine pauses. */
  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("limits", TestServer.unlimited())
                .put("http", new JsonObject().put("eventLoops", 2))
                .put(
                    "delivery",
                    new JsonObject().put("handoffMillis", 60_000).put("storeMillis", 120_000)));
    disk = new Disk(server);
  }

  @AfterAll
  static void stop() {
    disk.close();
    server.close();
  }

  // Acked

  @Test
  void leavesNothingOnDiskOfTenThousandMessagesThatAreAcked() {
    Identity owner = registered(server);
    RawSocket recipient = RawSocket.open(server).logIn(owner, 1);

    assertLeavesNothingOnDisk(owner, List.of(recipient));
  }

  @Test
  void leavesNothingOnDiskWhereTwoSocketsOfOneAddressAck() {
    Identity owner = registered(server);
    RawSocket one = RawSocket.open(server).logIn(owner, 1);
    RawSocket other = RawSocket.open(server).logIn(owner, 1);

    assertLeavesNothingOnDisk(owner, List.of(one, other));
  }

  private void assertLeavesNothingOnDisk(Identity owner, List<RawSocket> recipients) {
    awaitHandingOver(owner, recipients);
    long rows = disk.rowsEver();
    String start = disk.now();

    for (int first = 0; first < MESSAGES; first += TOGETHER) {
      List<String> texts = sendTogether(owner, first);
      for (RawSocket recipient : recipients) {
        assertThat(ackedTexts(recipient)).isEqualTo(texts);
      }
      assertThat(sender.next(TOGETHER))
          .hasOnlyElementsOfType(ServerMessage.Ack.class)
          .extracting(ServerMessage::sequence)
          .doesNotHaveDuplicates();
    }

    assertThat(disk.rowsEver()).isEqualTo(rows);
    assertThat(disk.bytesLoggedSince(start)).isLessThan(LOGGED_BYTES);
    recipients.forEach(recipient -> assertThat(recipient.waiting()).isEmpty());
  }

  private List<String> sendTogether(Identity owner, int first) {
    List<String> texts =
        IntStream.range(first, first + TOGETHER)
            .mapToObj(number -> "%0300d".formatted(number))
            .toList();
    sender.sendTogether(
        texts.stream()
            .map(text -> Requests.outbound(owner, 1, text).apply(sender.sequence()))
            .toList());
    return texts;
  }

  private static List<String> ackedTexts(RawSocket recipient) {
    List<ServerMessage> messages = recipient.next(TOGETHER);
    messages.forEach(message -> recipient.cast(new ClientMessage.Ack(message.sequence())));
    return messages.stream().map(Mail::text).toList();
  }

  // No longer there to ack

  @Test
  void storesAtOnceWhatASocketThatDiesDidNotAckAndBringsItAgain() {
    Identity owner = registered(server);
    RawSocket recipient = RawSocket.open(server).logIn(owner, 1);
    awaitHandingOver(owner, List.of(recipient));

    send(sender, owner, "acked");
    send(sender, owner, "not acked");
    takeOne(recipient);
    assertThat(text(recipient.next())).isEqualTo("not acked");
    assertThat(sender.next()).isInstanceOf(ServerMessage.Ack.class);
    recipient.kill();

    assertThat(sender.next()).isInstanceOf(ServerMessage.Ack.class);
    assertThat(disk.waiting(owner)).isEqualTo(1);
    RawSocket again = RawSocket.open(server).logIn(owner, 1);
    assertThat(takeOne(again)).isEqualTo("not acked");
    until(() -> disk.waiting(owner) == 0);
    assertThat(again.waiting()).isEmpty();
  }

  // Offline, then live

  @Test
  void bringsWhatIsSentDuringALoginAfterWhatWaited() {
    List<Identity> owners = Stream.generate(() -> registered(server)).limit(25).toList();
    owners.forEach(owner -> deliver(sender, owner, "0"));
    Mail.pause(ASKED_AGAIN);

    for (Identity owner : owners) {
      RawSocket recipient = RawSocket.open(server);
      int login = recipient.sequence();
      recipient.send(recipient.authResponse(login, owner, Mail.addressOf(owner)));
      IntStream.range(1, 10).forEach(number -> send(sender, owner, "" + number));

      assertThat(recipient.next()).isEqualTo(new ServerMessage.Ack(login));
      assertThat(take(recipient, 10)).isEqualTo(numbers(10));
      assertThat(sender.next(9)).hasOnlyElementsOfType(ServerMessage.Ack.class);
      until(() -> disk.waiting(owner) == 0);
      assertThat(recipient.waiting()).isEmpty();
    }
  }

  @Test
  void handsOverBehindWhatIsStoredAndNotAcked() {
    Identity owner = registered(server);
    deliver(sender, owner, "0");
    RawSocket recipient = RawSocket.open(server).logIn(owner, 1);
    ServerMessage first = recipient.next();
    awaitHandingOver(owner, List.of(recipient));
    long rows = disk.rowsEver();

    IntStream.range(1, 10).forEach(number -> send(sender, owner, "" + number));
    assertThat(take(recipient, 9)).isEqualTo(numbers(10).subList(1, 10));
    assertThat(sender.next(9)).hasOnlyElementsOfType(ServerMessage.Ack.class);
    assertThat(disk.rowsEver()).isEqualTo(rows);

    recipient.send(new ClientMessage.Ack(first.sequence()));
    until(() -> disk.waiting(owner) == 0);
    assertThat(recipient.waiting()).isEmpty();
  }

  /** A login is read through first; what comes meanwhile is stored. */
  private void awaitHandingOver(Identity owner, List<RawSocket> recipients) {
    until(
        () -> {
          long rows = disk.rowsEver();
          int sent = send(sender, owner, "handed over?");
          List<ServerMessage> all = recipients.stream().map(RawSocket::next).toList();
          for (int index = 0; index < all.size(); index++) {
            recipients.get(index).send(new ClientMessage.Ack(all.get(index).sequence()));
          }
          Mail.awaitAck(sender, sent);
          return disk.rowsEver() == rows;
        });
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
