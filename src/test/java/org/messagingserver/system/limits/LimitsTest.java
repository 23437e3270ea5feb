package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/**
 * What clients see of limits, over real sockets. Every test has a source of its own, as behind a
 * proxy; limits are so narrow, and time for more so long, that no machine is too slow for them.
 */
class LimitsTest extends Limits {
  /** Requests over a limit that a connection has answered in a minute. */
  private static final int REFUSALS = 2000;

  @Test
  void tellsARequestOverItsLimitWhenToTryAgain() {
    RawSocket socket = open(source);
    int many = 2 * REQUESTS;

    socket.sendTogether(lookUps(many));

    List<ServerMessage> answers = socket.next(many);
    assertThat(answers).extracting(ServerMessage::sequence).doesNotHaveDuplicates();
    assertThat(answers).filteredOn(this::isTooMany).isNotEmpty();
    assertThat(answers)
        .filteredOn(this::isTooMany)
        .allSatisfy(
            answer ->
                assertThat(((Failure) answer).description())
                    .isEqualTo("too many requests; try again in 1 second"));
    assertThat(answers)
        .filteredOn(answer -> !isTooMany(answer))
        .hasSizeGreaterThanOrEqualTo(REQUESTS)
        .allSatisfy(answer -> assertThat(refusal(answer)).isEqualTo(UNKNOWN_USER));
  }

  @Test
  void closesAConnectionThatGoesOn() {
    RawSocket socket = open(source);

    socket.sendTogether(lookUps(2 * (REQUESTS + REFUSALS)));

    assertThat(socket.closeCode()).isEqualTo(CloseCode.POLICY.code());
    assertServed();
  }

  @Test
  void closesAConnectionThatSendsAMillionEmptyFrames() {
    byte[] thousandFrames = new byte[6 * 1000];
    for (int frame = 0; frame < 1000; frame++) {
      thousandFrames[6 * frame] = (byte) 0x82;
      thousandFrames[6 * frame + 1] = (byte) 0x80;
    }
    try (BareSocket bare = from(source)) {
      int sent = 0;
      try {
        for (; sent < 1000; sent++) {
          bare.sendRaw(thousandFrames);
        }
      } catch (UncheckedIOException closed) {
        assertThat(sent).isPositive();
      }

      // A reset overtakes the code where much was still on its way.
      assertThat(bare.closeCode()).isIn(CloseCode.POLICY.code(), 1006);
      assertServed();
    }
  }

  @Test
  void closesAConnectionThatSendsPingsWithoutEnd() {
    try (BareSocket bare = from(source)) {
      try {
        IntStream.range(0, 200_000).forEach(i -> bare.send(BareSocket.PING, new byte[100]));
      } catch (UncheckedIOException closed) {
        // As it should be.
      }

      assertThat(bare.closeCode()).isIn(CloseCode.POLICY.code(), 1006);
      assertServed();
    }
  }

  @Test
  void neverAnswersAcksAndClosesAConnectionThatSendsThemWithoutEnd() {
    byte[] ack = ClientMessageCodec.encode(new ClientMessage.Ack(1)).getBytes();
    try (BareSocket bare = from(source)) {
      try {
        IntStream.range(0, 200_000).forEach(i -> bare.send(BareSocket.BINARY, ack));
      } catch (UncheckedIOException closed) {
        // As it should be.
      }

      assertThat(bare.next().opcode()).isEqualTo(BareSocket.CLOSE);
      assertServed();
    }
  }

  @Test
  void limitsNothingWhereSwitchedOff() {
    JsonObject one = new JsonObject().put("requestsPerSecond", 1);
    JsonObject off =
        new JsonObject()
            .put("enabled", false)
            .put("connections", 1)
            .put("burstSeconds", 1)
            .put("connection", one)
            .put("messageBytes", 1);
    try (TestServer free = TestServer.start(new JsonObject().put("limits", off))) {
      RawSocket first = RawSocket.open(free);
      RawSocket second = RawSocket.open(free);

      first.sendTogether(lookUps(100));

      assertThat(first.next(100)).allMatch(answer -> refusal(answer) == UNKNOWN_USER);
      assertThat(refusal(second.ask(outbound(alice, 1, "hello")))).isEqualTo(UNKNOWN_USER);
    }
  }

  private static List<ClientMessage> lookUps(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> preKeysOf(Identity.generate()).apply(i + 1))
        .toList();
  }
}
