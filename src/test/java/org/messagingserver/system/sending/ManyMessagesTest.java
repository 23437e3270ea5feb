package org.messagingserver.system.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.send;
import static org.messagingserver.testkit.Mail.text;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/** Reads, new messages and deletes of one mailbox, all at once, on several event loops. */
class ManyMessagesTest {
  private static final int SENDERS = 4;
  private static final int EACH = 700;
  private static final Class<ServerMessage.Ack> ACK = ServerMessage.Ack.class;
  private static final Random RANDOM = new Random(7);

  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("limits", TestServer.unlimited())
                .put("preKeys", new JsonObject().put("low", 0))
                .put("http", new JsonObject().put("eventLoops", 3))
                .put("delivery", new JsonObject().put("maxInFlight", 24)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void bringsAHealthySocketEachMessageOnceInTheOrderOfItsSender() {
    Identity owner = registered(server);
    List<RawSocket> senders = senders();
    RawSocket recipient = RawSocket.open(server).logIn(owner, 1);

    List<String> delivered = new ArrayList<>();
    for (int index = 0; index < EACH; index++) {
      sendOneOfEach(senders, owner, index);
      if (index % 20 == 19) {
        ackInAnyOrder(recipient, recipient.waiting(), delivered);
      }
    }
    while (delivered.size() < SENDERS * EACH) {
      List<ServerMessage> some = new ArrayList<>(List.of(recipient.next()));
      some.addAll(recipient.waiting());
      ackInAnyOrder(recipient, some, delivered);
    }

    assertInOrderOfTheirSenders(delivered);
    Mail.until(() -> waiting() == 0);
    assertThat(recipient.waiting()).isEmpty();
    senders.forEach(sender -> assertThat(sender.next(EACH)).hasOnlyElementsOfType(ACK));
  }

  /** What a login finds waiting is in order too, and goes on with what comes meanwhile. */
  @Test
  void bringsWhatWaitedAndWhatComesMeanwhileInTheOrderOfItsSender() {
    Identity owner = registered(server);
    List<RawSocket> senders = senders();
    IntStream.range(0, EACH / 2).forEach(index -> sendOneOfEach(senders, owner, index));
    RawSocket recipient = RawSocket.open(server).logIn(owner, 1);

    List<String> delivered = new ArrayList<>();
    for (int index = EACH / 2; index < EACH; index++) {
      sendOneOfEach(senders, owner, index);
      ackInAnyOrder(recipient, recipient.waiting(), delivered);
    }
    while (delivered.size() < SENDERS * EACH) {
      ackInAnyOrder(recipient, List.of(recipient.next()), delivered);
    }

    assertInOrderOfTheirSenders(delivered);
  }

  private static List<RawSocket> senders() {
    return IntStream.range(0, SENDERS).mapToObj(sender -> RawSocket.open(server)).toList();
  }

  private static void sendOneOfEach(List<RawSocket> senders, Identity owner, int index) {
    for (int sender = 0; sender < SENDERS; sender++) {
      send(senders.get(sender), owner, sender + " " + index);
    }
  }

  private static void ackInAnyOrder(
      RawSocket recipient, List<ServerMessage> messages, List<String> delivered) {
    List<ServerMessage> shuffled = new ArrayList<>(messages);
    Collections.shuffle(shuffled, RANDOM);
    messages.forEach(message -> delivered.add(text(message)));
    shuffled.forEach(message -> recipient.send(new ClientMessage.Ack(message.sequence())));
  }

  private static void assertInOrderOfTheirSenders(List<String> delivered) {
    for (int sender = 0; sender < SENDERS; sender++) {
      String prefix = sender + " ";
      assertThat(delivered.stream().filter(text -> text.startsWith(prefix)))
          .containsExactlyElementsOf(
              IntStream.range(0, EACH).mapToObj(index -> prefix + index).toList());
    }
  }

  private static long waiting() {
    try (TestDatabase tables = new TestDatabase(server.databaseUri())) {
      return tables.number("SELECT count(*) FROM mailbox");
    }
  }
}
