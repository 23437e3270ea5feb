package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.TOO_MANY_REQUESTS;
import static org.messagingserver.testkit.Requests.outbound;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestServer;

/** No single source fills a mailbox that it knows within minutes. All limits are the defaults. */
class HourlyLimitsTest {
  private static final int AN_HOUR = 1000;

  /** A machine would have to need six minutes for a hundred messages to come back. */
  private static final int BEYOND = 100;

  private static final AtomicInteger SOURCES = new AtomicInteger();

  private static TestServer server;

  private final String source = newSource();

  @BeforeAll
  static void start() {
    JsonObject http = new JsonObject().put("trustedProxies", new JsonArray().add("127.0.0.0/8"));
    JsonObject limits = new JsonObject().put("enabled", true);
    server = TestServer.start(new JsonObject().put("http", http).put("limits", limits));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String newSource() {
    return "198.51.100." + SOURCES.incrementAndGet();
  }

  @Test
  void aSourceMaySendADeviceThatIsAwayAThousandMessagesAnHour() {
    Identity away = Mail.registered(server);

    List<ServerMessage> answers = fill(away);

    assertThat(answers).filteredOn(Ack.class::isInstance).hasSizeGreaterThanOrEqualTo(AN_HOUR);
    assertRefused(answers);
  }

  /** Whether it is online, the answers do not tell. */
  @Test
  void theSameIsSoForADeviceThatIsOnline() {
    Identity online = Identity.generate();
    RawSocket recipient = RawSocket.open(server).logIn(online, 1);
    Mail.register(recipient);

    List<ServerMessage> answers = fill(online);

    assertThat(answers).filteredOn(Ack.class::isInstance).hasSizeGreaterThanOrEqualTo(AN_HOUR);
    assertRefused(answers);
  }

  @Test
  void peopleBehindThatAddressWriteToOthersAsBefore() {
    Identity full = Mail.registered(server);
    Identity other = Mail.registered(server);
    assertRefused(fill(full));

    assertThat(RawSocket.openFrom(server, source).ask(outbound(other, 1, "hello")))
        .isInstanceOf(Ack.class);
    assertThat(RawSocket.openFrom(server, newSource()).ask(outbound(full, 1, "hello")))
        .isInstanceOf(Ack.class);
  }

  /** From two sockets, since a connection is no way around it. */
  private List<ServerMessage> fill(Identity recipient) {
    List<ServerMessage> answers = new ArrayList<>();
    RawSocket first = RawSocket.openFrom(server, source);
    RawSocket second = RawSocket.openFrom(server, source);
    answers.addAll(send(first, recipient, AN_HOUR / 2));
    answers.addAll(send(second, recipient, AN_HOUR / 2 + BEYOND));
    return answers;
  }

  private static List<ServerMessage> send(RawSocket sender, Identity recipient, int count) {
    sender.sendTogether(
        IntStream.range(0, count)
            .mapToObj(i -> outbound(recipient, 1, "m").apply(sender.sequence()))
            .toList());
    return sender.next(count);
  }

  private static void assertRefused(List<ServerMessage> answers) {
    assertThat(answers)
        .filteredOn(answer -> !(answer instanceof Ack))
        .isNotEmpty()
        .allSatisfy(
            answer -> {
              assertThat(Requests.refusal(answer)).isEqualTo(TOO_MANY_REQUESTS);
              assertThat(((Failure) answer).description())
                  .matches("too many requests; try again in [1-4] seconds?");
            });
  }
}
