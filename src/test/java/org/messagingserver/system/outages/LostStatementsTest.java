package org.messagingserver.system.outages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.answers;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.send;
import static org.messagingserver.testkit.Mail.take;
import static org.messagingserver.testkit.Mail.takeAll;
import static org.messagingserver.testkit.Mail.takeOne;
import static org.messagingserver.testkit.Mail.until;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.RawSocket;

/** Nothing is lost, doubled or reordered by statements and answers that are lost. */
class LostStatementsTest extends StoreOutage {
  private static final String APPEND = "INSERT INTO mailbox";
  private static final String DELETE = "DELETE FROM mailbox m";

  // Lost in the middle

  @Test
  void storesOnceAndInOrderWhatWasCommittedUnderALostAnswer() {
    Identity recipient = registered(server);
    RawSocket sender = RawSocket.open(server);
    proxy.loseAnswerOf(APPEND);
    proxy.lose(APPEND);
    proxy.loseAnswerOf(APPEND);

    List<Integer> sent =
        IntStream.range(0, 60).mapToObj(index -> send(sender, recipient, "" + index)).toList();

    assertThat(answers(sender, sent).values()).containsOnly("ack");
    assertThat(proxy.isDone()).isTrue();
    assertThat(takeAll(server, recipient)).isEqualTo(numbers(60));
  }

  /** Whatever breaks: the acked are there, each once, in the order sent. */
  @Test
  void losesNothingAckedHoweverConnectionsBreak() {
    Identity recipient = registered(server);
    RawSocket sender = RawSocket.open(server);
    List<String> all = numbers(12 * 75);
    List<String> acked = new ArrayList<>();

    for (int round = 0; round < 12; round++) {
      Map<Integer, String> sent = new LinkedHashMap<>();
      for (String text : all.subList(round * 75, round * 75 + 75)) {
        sent.put(send(sender, recipient, text), text);
        if (sent.size() == 30) {
          breakSomething(round);
        }
      }
      Map<Integer, String> answers = answers(sender, List.copyOf(sent.keySet()));
      assertThat(answers.values()).isSubsetOf("ack", "unavailable");
      sent.keySet().removeIf(sequence -> !answers.get(sequence).equals("ack"));
      acked.addAll(sent.values());
    }

    heal();
    List<String> stored = takeAll(server, recipient);
    assertThat(stored)
        .doesNotHaveDuplicates()
        .isSubsetOf(all)
        .isSortedAccordingTo((one, other) -> Integer.parseInt(one) - Integer.parseInt(other))
        .containsAll(acked);
    assertThat(acked).hasSizeGreaterThan(all.size() / 2);
  }

  private static void breakSomething(int round) {
    switch (round % 4) {
      case 0 -> proxy.cut();
      case 1 -> proxy.lose(APPEND);
      case 2 -> proxy.loseAnswerOf(APPEND);
      default -> {
        proxy.goAway();
        proxy.comeBack();
      }
    }
  }

  @Test
  void finishesWhatADisconnectedSenderLeft() {
    Identity recipient = registered(server);
    RawSocket sender = RawSocket.open(server);
    proxy.stall();

    IntStream.range(0, 20).forEach(index -> send(sender, recipient, "" + index));
    until(proxy::isHolding);
    sender.close();
    assertThat(sender.closeCode()).isPositive();
    proxy.flow();

    RawSocket reader = RawSocket.open(server).logIn(recipient, 1);
    assertThat(take(reader, 20)).isEqualTo(numbers(20));
  }

  // A healthy socket

  @Test
  void deliversNothingTwiceOnASocketThatLivesThroughAnOutage() {
    Identity recipient = registered(server);
    RawSocket reader = RawSocket.open(server).logIn(recipient, 1);
    RawSocket sender = RawSocket.open(server);
    deliver(sender, recipient, "1");
    deliver(sender, recipient, "2");
    ServerMessage first = reader.next();
    ServerMessage second = reader.next();
    proxy.goAway();

    reader.send(new ClientMessage.Ack(first.sequence()));
    until(() -> readiness() == 503);
    reader.send(new ClientMessage.Ack(second.sequence()));
    proxy.comeBack();
    until(() -> readiness() == 200);

    deliver(sender, recipient, "3");
    assertThat(takeOne(reader)).isEqualTo("3");
    until(() -> waiting(recipient) == 0);
    assertThat(reader.waiting()).isEmpty();
  }

  @Test
  void deletesAckedMessagesThoughTheAnswerOfTheirDeleteIsLost() {
    Identity recipient = registered(server);
    RawSocket reader = RawSocket.open(server).logIn(recipient, 1);
    RawSocket sender = RawSocket.open(server);
    proxy.loseAnswerOf(DELETE);
    proxy.lose(DELETE);

    deliver(sender, recipient, "1");
    assertThat(takeOne(reader)).isEqualTo("1");
    deliver(sender, recipient, "2");
    assertThat(takeOne(reader)).isEqualTo("2");

    until(() -> waiting(recipient) == 0 && proxy.isDone());
    assertThat(reader.waiting()).isEmpty();
  }

  @Test
  void readsAgainWhatCameWhileTheStoreDidNotAnswer() {
    Identity recipient = registered(server);
    RawSocket reader = RawSocket.open(server).logIn(recipient, 1);
    RawSocket sender = RawSocket.open(server);
    proxy.lose("SELECT row_id, message_id");
    proxy.loseAnswerOf("SELECT row_id, message_id");

    deliver(sender, recipient, "1");

    assertThat(takeOne(reader)).isEqualTo("1");
  }

  private static long waiting(Identity owner) {
    return tables.number(
        "SELECT count(*) FROM mailbox WHERE user_hash = ?",
        server.vault().hash(owner.userId()).value());
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
