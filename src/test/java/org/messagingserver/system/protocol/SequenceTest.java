package org.messagingserver.system.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.registered;
import static org.messagingserver.testkit.Requests.unregister;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.ServerMessage.PreKeysLow;
import org.messagingserver.protocol.proto.Message;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestServer;

class SequenceTest {
  private static TestServer server;

  private final Identity alice = Identity.generate();

  @BeforeAll
  static void start() {
    server = TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 1)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void ofTheServerCountsItsRequestsFromOne() {
    registered(server, alice, 1, "key").kill();
    RawSocket stranger = RawSocket.open(server);
    stranger.must(outbound(alice, 1, "first"));
    stranger.must(outbound(alice, 1, "second"));

    RawSocket device = RawSocket.open(server).logIn(alice, 1);
    InboundMessage first = device.nextInbound();
    InboundMessage second = device.nextInbound();
    stranger.ask(preKeysOf(alice));
    ServerMessage notice = device.next();
    stranger.request(outbound(alice, 1, "third"));
    InboundMessage third = device.nextInbound();

    assertThat(first.sequence()).isEqualTo(2);
    assertThat(second.sequence()).isEqualTo(3);
    assertThat(notice).isEqualTo(new PreKeysLow(4, 100));
    assertThat(third.sequence()).isEqualTo(5);
  }

  @Test
  void ofTheServerBeginsWithTheChallengeOfEachConnection() {
    for (int connection = 0; connection < 3; connection++) {
      try (BareSocket bare = BareSocket.open(server)) {
        assertThat(bare.nextMessage())
            .isInstanceOfSatisfying(
                AuthChallenge.class, challenge -> assertThat(challenge.sequence()).isEqualTo(1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void ofARequestIsThatOfItsAnswers(int sequence) {
    RawSocket device = RawSocket.open(server);
    device.send(device.authResponse(sequence, alice, Requests.address(alice, 1)));
    assertThat(device.next()).isEqualTo(new Ack(sequence));
    device.send(register(1, "signed", "a", "b", "c").apply(sequence));
    assertThat(device.next()).isEqualTo(new Ack(sequence));
    RawSocket stranger = RawSocket.open(server);

    stranger.send(preKeysOf(alice).apply(sequence));
    assertThat(stranger.next())
        .isInstanceOf(PreKey.class)
        .extracting(ServerMessage::sequence)
        .isEqualTo(sequence);
    stranger.send(preKeysOf(alice, 1).apply(sequence));
    assertThat(stranger.next()).isEqualTo(new Ack(sequence));
    stranger.send(outbound(alice, 1, "hello").apply(sequence));
    device.ackedTexts(1);
    assertThat(stranger.next()).isEqualTo(new Ack(sequence));
    device.send(unregister().apply(sequence));
    assertThat(device.next()).isEqualTo(new Ack(sequence));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void ofARefusedRequestIsThatOfItsError(int sequence) {
    RawSocket stranger = RawSocket.open(server);

    stranger.send(unregister().apply(sequence));
    ServerMessage unauthorized = stranger.next();
    stranger.sendBytes(
        Buffer.buffer(Message.newBuilder().setSequence(sequence).build().toByteArray()));
    ServerMessage invalid = stranger.next();

    assertThat(refusal(unauthorized)).isEqualTo(UNAUTHORIZED);
    assertThat(unauthorized.sequence()).isEqualTo(sequence);
    assertThat(refusal(invalid)).isEqualTo(INVALID_MESSAGE);
    assertThat(invalid.sequence()).isEqualTo(sequence);
  }
}
