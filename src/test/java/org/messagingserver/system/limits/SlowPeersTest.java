package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.answers;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.send;
import static org.messagingserver.testkit.Mail.takeOne;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.PostgresProxy;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** One slow client costs its own time, and a slow store costs nobody its socket. */
class SlowPeersTest {
  private static final int LARGE = 32 * 1024;
  private static final int SENDER_BYTES = 4 * LARGE;
  private static final int PING_SECONDS = 1;

  private static PostgresProxy proxy;
  private static TestServer server;

  @BeforeAll
  static void start() {
    proxy = new PostgresProxy(TestPostgres.newDatabaseUri());
    server = start(proxy, new JsonObject());
  }

  private static TestServer start(PostgresProxy proxy, JsonObject http) {
    return TestServer.start(
        new JsonObject()
            .put("preKeys", new JsonObject().put("low", 0))
            .put("postgres", new JsonObject().put("uri", proxy.uri()))
            .put("http", http.put("eventLoops", 1))
            .put(
                "delivery",
                new JsonObject()
                    .put("storeMillis", 20_000)
                    .put("maxBytesPerSender", SENDER_BYTES)));
  }

  @AfterAll
  static void stop() {
    server.close();
    proxy.close();
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  @Test
  void servesOthersWhileARecipientDoesNotRead() {
    Identity slow = registered(server);
    Identity fast = registered(server);
    RawSocket sender = RawSocket.open(server);
    RawSocket slowSocket = RawSocket.open(server).logIn(slow, 1);
    RawSocket fastSocket = RawSocket.open(server).logIn(fast, 1);
    slowSocket.pause();

    for (int index = 0; index < 100; index++) {
      Mail.awaitAck(sender, send(sender, slow, Buffer.buffer(new byte[LARGE])));
      if (index % 10 == 0) {
        deliver(sender, fast, "" + index);
        assertThat(takeOne(fastSocket)).isEqualTo("" + index);
      }
    }

    slowSocket.resume();
    for (int index = 0; index < 100; index++) {
      ServerMessage message = slowSocket.next();
      assertThat(((ServerMessage.InboundMessage) message).sealedMessage().length())
          .isEqualTo(LARGE);
      slowSocket.send(new ClientMessage.Ack(message.sequence()));
    }
  }

  @Test
  void servesOthersWhileASenderDoesNotReadItsAcks() {
    Identity recipient = registered(server);
    RawSocket slow = RawSocket.open(server);
    RawSocket fast = RawSocket.open(server);
    slow.pause();
    List<Integer> sent = new ArrayList<>();

    for (int index = 0; index < 500; index++) {
      sent.add(send(slow, recipient, "slow"));
      if (index % 50 == 0) {
        deliver(fast, recipient, "fast");
      }
    }

    slow.resume();
    assertThat(answers(slow, sent).values()).containsOnly("ack");
  }

  /** Four times as long as a silent client may live: its pongs cannot be seen meanwhile. */
  @Test
  void doesNotReadASenderWhoseShareIsUsedUpAndKeepsItsSocket() {
    JsonObject pings = new JsonObject().put("pingSeconds", PING_SECONDS);
    try (PostgresProxy slow = new PostgresProxy(TestPostgres.newDatabaseUri());
        TestServer strict = start(slow, pings)) {
      Identity recipient = registered(strict);
      RawSocket sender = RawSocket.open(strict);
      RawSocket other = RawSocket.open(strict);
      slow.stall();
      List<Integer> sent = new ArrayList<>();

      for (int index = 0; index < 20; index++) {
        sent.add(send(sender, recipient, Buffer.buffer(new byte[LARGE])));
      }
      until(slow::isHolding);
      Mail.pause(Duration.ofSeconds(4 * PING_SECONDS));

      assertThat(sender.isOpen()).isTrue();
      assertThat(sender.waiting()).isEmpty();
      int small = send(other, recipient, "of another");
      slow.flow();
      assertThat(answers(sender, sent).values()).containsOnly("ack");
      Mail.awaitAck(other, small);
    }
  }

  @Test
  void readsNoMoreOfASenderThanItsShare() {
    Identity recipient = registered(server);
    RawSocket sender = RawSocket.open(server);
    proxy.stall();
    List<Integer> sent = new ArrayList<>();
    for (int index = 0; index < 4; index++) {
      sent.add(send(sender, recipient, Buffer.buffer(new byte[LARGE])));
    }
    until(proxy::isHolding);

    sender.send(new ClientMessage.Register(99, 1, Buffer.buffer(), List.of()));
    Mail.pause(Duration.ofMillis(200));

    assertThat(sender.waiting()).isEmpty();
    proxy.flow();
    List<ServerMessage> answered = sender.next(sent.size() + 1);
    assertThat(answered).extracting(ServerMessage::sequence).contains(99).containsAll(sent);
  }
}
