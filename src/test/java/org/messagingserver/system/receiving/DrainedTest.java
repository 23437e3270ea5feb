package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.testkit.Requests.address;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Drained;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A client that asks for it learns when everything that waited at its login is acked. */
class DrainedTest {
  private static TestServer server;

  private final Identity bob = Identity.generate();

  @BeforeAll
  static void start() {
    server = TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private RawSocket loggedIn(ProtocolVersion version, boolean reportDrained) {
    RawSocket socket = RawSocket.open(server, version);
    Login login = new Login(address(bob, 1), socket.challenge(), "", reportDrained);
    return socket.must(sequence -> RawSocket.authResponse(sequence, bob, login));
  }

  private void storeForBob(String... texts) {
    registered(server, bob, 1).close();
    RawSocket sender = RawSocket.open(server);
    for (String text : texts) {
      sender.must(outbound(bob, 1, text));
    }
  }

  @Test
  void comesOnceEverythingThatWaitedIsAcked() {
    storeForBob("1", "2");
    RawSocket socket = loggedIn(ProtocolVersion.V2, true);
    InboundMessage first = socket.nextInbound();
    InboundMessage second = socket.nextInbound();
    socket.ack(second);
    socket.ack(first);

    assertThat(socket.next()).isEqualTo(new Drained(second.sequence() + 1));
    RawSocket.open(server).must(outbound(bob, 1, "new"));
    assertThat(socket.ackedTexts(1)).containsExactly("new");
  }

  /** The one that waits is acked at last by a socket that wants to know. */
  @Test
  void comesToNobodyWhoDoesNotAskForItOrSpeaksTheFirstVersion() {
    storeForBob("1");
    RawSocket silent = loggedIn(ProtocolVersion.V2, false);
    RawSocket older = loggedIn(ProtocolVersion.V1, true);
    RawSocket asking = loggedIn(ProtocolVersion.V2, true);
    assertThat(silent.ackedTexts(1)).containsExactly("1");
    assertThat(older.ackedTexts(1)).containsExactly("1");
    assertThat(asking.ackedTexts(1)).containsExactly("1");

    assertThat(asking.next()).isInstanceOf(Drained.class);

    RawSocket.open(server).must(outbound(bob, 1, "fence"));
    assertThat(silent.ackedTexts(1)).containsExactly("fence");
    assertThat(older.ackedTexts(1)).containsExactly("fence");
  }

  @Test
  void isNothingThatAClientMaySend() {
    RawSocket socket = RawSocket.open(server, ProtocolVersion.V2);

    socket.sendBytes(ServerMessageCodec.encode(new Drained(7)));

    ServerMessage answer = socket.next();
    assertThat(answer.sequence()).isEqualTo(7);
    assertThat(refusal(answer)).isEqualTo(INVALID_MESSAGE);
  }
}
