package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.TOO_MANY_REQUESTS;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.multi;
import static org.messagingserver.testkit.Requests.part;
import static org.messagingserver.testkit.Requests.refusal;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage.MultiMessage.Part;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.protocol.ServerMessage.MultiResult.Refusal;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A MultiMessage costs what its messages would cost one by one. */
class MultiMessageLimitsTest {
  private static final int HOUR = 3600;

  private final Identity nobody = Identity.generate();
  private TestServer server;

  /** With limits that refill by one in an hour, at most. */
  private RawSocket connect(JsonObject limits) {
    server =
        TestServer.start(
            new JsonObject()
                .put("http", new JsonObject().put("trustedProxies", new JsonArray()))
                .put("limits", limits.put("enabled", true)));
    return RawSocket.open(server, ProtocolVersion.V2);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Part[] parts(int count) {
    return IntStream.range(0, count)
        .mapToObj(device -> part(nobody, device, ""))
        .toArray(Part[]::new);
  }

  @Test
  void costsARequestForEachPart() {
    RawSocket socket =
        connect(
            new JsonObject()
                .put("burstSeconds", HOUR)
                .put("connection", new JsonObject().put("requestsPerSecond", 1)));
    for (int frame = 0; frame < HOUR / 200; frame++) {
      assertThat(socket.ask(multi("", parts(200)))).isInstanceOf(MultiResult.class);
    }

    assertThat(refusal(socket.ask(multi("", parts(200))))).isEqualTo(TOO_MANY_REQUESTS);
  }

  @Test
  void costsTheBytesOfAllMessages() {
    RawSocket socket =
        connect(
            new JsonObject()
                .put("burstSeconds", HOUR)
                .put("connection", new JsonObject().put("bytesPerSecond", 1000)));
    String shared = "s".repeat(30_000);
    assertThat(socket.ask(multi(shared, parts(100)))).isInstanceOf(MultiResult.class);

    assertThat(refusal(socket.ask(multi(shared, parts(100))))).isEqualTo(TOO_MANY_REQUESTS);
    assertThat(socket.ask(multi("short", parts(100)))).isInstanceOf(MultiResult.class);
  }

  @Test
  void refusesOnlyThePartWhoseRecipientGotTooMuch() {
    RawSocket socket =
        connect(
            new JsonObject().put("sourceRecipient", new JsonObject().put("messagesPerHour", 1)));
    socket.ask(multi("", part(nobody, 1, "")));

    int sequence = socket.request(multi("", part(nobody, 2, ""), part(nobody, 1, "")));

    assertThat(socket.next())
        .isEqualTo(
            new MultiResult(
                sequence,
                List.of(
                    new Refusal(0, UNKNOWN_USER.text()),
                    new Refusal(1, TOO_MANY_REQUESTS.text()))));
  }
}
