package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.addressOf;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.take;
import static org.messagingserver.testkit.Mail.takeOne;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A client that acks nothing has seconds to show that it is there; the usual pings come hourly. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilentPhoneTest {
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static TestServer server;

  private Identity alice;
  private RawSocket sender;
  private BareSocket phone;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("http", new JsonObject().put("pingSeconds", 3600)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    alice = registered(server);
    sender = RawSocket.open(server);
    phone = loggedIn(alice);
  }

  private static BareSocket loggedIn(Identity identity) {
    BareSocket bare = BareSocket.open(server);
    Login login = new Login(addressOf(identity), ((AuthChallenge) bare.nextMessage()).nonce());
    send(bare, RawSocket.authResponse(1, identity, login));
    assertThat(bare.nextMessage()).isEqualTo(new ServerMessage.Ack(1));
    return bare;
  }

  private static void send(BareSocket bare, ClientMessage message) {
    bare.send(BareSocket.BINARY, ClientMessageCodec.encode(message).getBytes());
  }

  @Test
  void isClosedWhenItAnswersNoPingAndItsMessagesWaitInTheirOrder() {
    deliver(sender, alice, "1");
    assertThat(phone.nextMessage()).isNotNull();

    assertThat(phone.next().opcode()).isEqualTo(BareSocket.PING);
    deliver(sender, alice, "2");
    deliver(sender, alice, "3");

    assertThat(phone.closeCode()).isEqualTo(CloseCode.POLICY.code());
    deliver(sender, alice, "4");
    RawSocket next = RawSocket.open(server).logIn(alice, 1);
    assertThat(take(next, 4)).containsExactly("1", "2", "3", "4");
  }

  @Test
  void staysWhenItAnswersPingsAndAcksNothing() {
    long began = System.nanoTime();
    deliver(sender, alice, "1");
    ServerMessage unacked = phone.nextMessage();

    for (int ping = 0; ping < 2; ping++) {
      assertThat(phone.next().opcode()).isEqualTo(BareSocket.PING);
      phone.send(BareSocket.PONG, new byte[0]);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(ANSWER);
    send(phone, new ClientMessage.Ack(unacked.sequence()));
    deliver(sender, alice, "2");
    assertThat(phone.nextMessage()).isNotNull();
  }

  /** Its other socket gets everything once, whatever becomes of the first. */
  @Test
  void delaysNothingOnAnotherSocketOfItsAddress() {
    RawSocket sibling = RawSocket.open(server).logIn(alice, 1);
    deliver(sender, alice, "1");
    assertThat(takeOne(sibling)).isEqualTo("1");

    assertThat(phone.closeCode()).isEqualTo(CloseCode.POLICY.code());

    deliver(sender, alice, "2");
    assertThat(takeOne(sibling)).isEqualTo("2");
  }
}
