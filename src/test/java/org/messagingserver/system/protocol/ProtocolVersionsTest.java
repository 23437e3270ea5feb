package org.messagingserver.system.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestServer;

/** A client that offers a subprotocol gets its version, and all others the first one. */
class ProtocolVersionsTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("maxDevices", 7))
                .put("mailbox", new JsonObject().put("retentionDays", 2)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void tellsTheSecondVersionItsLimits() {
    RawSocket socket = RawSocket.open(server, ProtocolVersion.V2);

    assertThat(socket.serverInfo())
        .hasValue(
            new ServerInfo(
                262_144,
                7,
                256,
                4_194_304,
                262_144,
                8192,
                1000,
                Duration.ofDays(2),
                0,
                Buffer.buffer()));
  }

  @Test
  void tellsTheFirstVersionNothingOfThem() {
    assertThat(RawSocket.open(server).serverInfo()).isEmpty();
  }

  @Test
  void tellsTheSecondVersionAloneHowManyPreKeysAnAnswerHas() {
    Identity user = Identity.generate();
    for (int device = 1; device <= 2; device++) {
      Requests.registered(server, user, device);
    }

    assertThat(answerSizes(user, ProtocolVersion.V2)).containsExactly(2, 2);
    assertThat(answerSizes(user, ProtocolVersion.V1)).containsExactly(0, 0);
  }

  private static List<Integer> answerSizes(Identity user, ProtocolVersion version) {
    RawSocket stranger = RawSocket.open(server, version);
    stranger.send(Requests.preKeysOf(user).apply(stranger.sequence()));
    return List.of(
        ((PreKey) stranger.next()).answerSize(), ((PreKey) stranger.next()).answerSize());
  }
}
