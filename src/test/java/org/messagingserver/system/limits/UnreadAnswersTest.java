package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.until;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Scrape;
import org.messagingserver.testkit.TestServer;

/**
 * Clients that ask and do not read what they are sent: it costs them their socket, not the node.
 */
class UnreadAnswersTest {
  private static final int DEVICES = 10;
  private static final int KEY_BYTES = 30_000;
  private static final int ANSWER_BYTES = DEVICES * (KEY_BYTES + 300);

  /** With more unsent than this a socket is not read. */
  private static final int QUEUE_BYTES = 262_144;

  private static final int NODE_BYTES = 8 << 20;

  /** Two fifths of it may be unsent. */
  private static final int MEMORY = NODE_BYTES / 2 * 5;

  private static final int PIPELINED = 400;

  private static TestServer server;
  private static Identity many;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("limits", TestServer.unlimited())
                .put("preKeys", new JsonObject().put("low", 0).put("noticeJitterMillis", 0))
                .put("http", new JsonObject().put("socketsPerAddress", 1))
                .put("delivery", inFlight())
                .put("memory", new JsonObject().put("maxBytes", MEMORY)));
    many = Identity.generate();
    for (int device = 1; device <= DEVICES; device++) {
      RawSocket socket = RawSocket.open(server).logIn(many, device);
      socket.must(register(device, "k".repeat(KEY_BYTES)));
      socket.close();
    }
  }

  /** More than the operating system takes for a client that does not read. */
  private static JsonObject inFlight() {
    return new JsonObject().put("maxInFlight", 10_000).put("maxInFlightBytes", 1 << 28);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void haveOneAnswerWaitingAtATimeAndGetAllOnceTheyRead() {
    double before = answered();
    try (BareSocket idle = BareSocket.open(server)) {
      assertThat(idle.nextMessage()).isInstanceOf(ServerMessage.AuthChallenge.class);

      idle.sendRaw(requests(PIPELINED));
      awaitStandstill();

      assertThat(unsent()).isPositive().isLessThan(QUEUE_BYTES + 2 * ANSWER_BYTES);
      assertThat(answered() - before).isLessThan(PIPELINED);
      assertServed();
      for (int answer = 0; answer < PIPELINED * DEVICES; answer++) {
        assertThat(idle.nextMessage()).isInstanceOf(PreKey.class);
      }
    }
  }

  @Test
  void areClosedWhereAllTogetherHaveTooMuchWaiting() {
    double before = closedToTryLater();
    List<BareSocket> idle = new ArrayList<>();
    long most = 0;

    for (int socket = 0; socket < 40; socket++) {
      idle.add(BareSocket.open(server));
      idle.get(socket).sendRaw(requests(PIPELINED));
      most = Math.max(most, unsent());
    }
    awaitClosed(before);
    assertServed();
    most = Math.max(most, unsent());

    // One answer each for those that had nothing waiting while there still was room.
    assertThat(most).isLessThan(NODE_BYTES + (long) idle.size() * ANSWER_BYTES);
    until(() -> unsent() <= NODE_BYTES / 2);
    idle.forEach(BareSocket::close);
    until(() -> unsent() == 0);
  }

  /** For as long as the server goes on answering: the operating system takes a lot before. */
  private static void awaitClosed(double before) {
    while (closedToTryLater() <= before) {
      double answered = answered();
      until(() -> closedToTryLater() > before || answered() > answered);
    }
  }

  @Test
  void countWhatIsDeliveredToThem() {
    RawSocket recipient = behind(registered(server));

    recipient.kill();
    until(() -> unsent() == 0);
  }

  /** The close waits behind all else that they do not take. */
  @Test
  void loseTheirConnectionWhereTheyDoNotTakeTheClose() {
    Identity slow = registered(server);
    RawSocket recipient = behind(slow);

    RawSocket.open(server).logIn(slow, 1).close();

    until(() -> unsent() == 0);
    recipient.kill();
  }

  /** A socket of this user that does not read, for which something waits on the server. */
  private static RawSocket behind(Identity user) {
    RawSocket sender = RawSocket.open(server);
    RawSocket recipient = RawSocket.open(server).logIn(user, 1);
    recipient.pause();
    for (int sent = 0; !isStuck(); sent++) {
      assertThat(sent).isLessThan(500);
      Mail.awaitAck(sender, Mail.send(sender, user, Buffer.buffer(new byte[KEY_BYTES])));
    }
    return recipient;
  }

  /** Whether the operating system takes no more of what waits, and not just not yet. */
  private static boolean isStuck() {
    for (int look = 0; look < 5; look++) {
      if (unsent() == 0) {
        return false;
      }
      Mail.pause(Duration.ofMillis(100));
    }
    return true;
  }

  private static byte[] requests(int count) {
    Buffer frames = Buffer.buffer();
    IntStream.rangeClosed(1, count)
        .mapToObj(sequence -> ClientMessageCodec.encode(preKeysOf(many).apply(sequence)))
        .forEach(
            bytes -> frames.appendBytes(BareSocket.frame(BareSocket.BINARY, bytes.getBytes())));
    return frames.getBytes();
  }

  /** Others get their answers. */
  private static void assertServed() {
    RawSocket other = RawSocket.open(server);
    other.request(preKeysOf(many));
    assertThat(other.next(DEVICES)).allMatch(PreKey.class::isInstance);
    other.close();
  }

  private static void awaitStandstill() {
    double[] last = {-1};
    until(
        () -> {
          double before = last[0];
          last[0] = answered();
          Mail.pause(Duration.ofMillis(300));
          return unsent() > 0 && before == last[0] && last[0] == answered();
        });
  }

  private static double answered() {
    return Scrape.of(server)
        .value("messaging_requests_total{outcome=\"ok\",type=\"requestPreKeys\"}");
  }

  private static double closedToTryLater() {
    int code = CloseCode.TRY_LATER.code();
    return Scrape.of(server).value("messaging_connections_closed_total{code=\"" + code + "\"}");
  }

  private static long unsent() {
    return (long) Scrape.of(server).value("messaging_unsent_bytes");
  }
}
