package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.TOO_MANY_REQUESTS;
import static org.messagingserver.protocol.ErrorName.UNAVAILABLE;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestServer;

class RequestUploadTest {
  private static final int MAX = 100_000;

  /** Smaller attachments count as much. */
  private static final int SMALLEST = 65_536;

  private static final JsonObject SMALL =
      new JsonObject().put("maxBytes", MAX).put("maxTotalBytes", 20 * MAX);

  private static IntFunction<ClientMessage> place(long bytes) {
    return sequence -> new ClientMessage.RequestUpload(sequence, bytes);
  }

  private static ErrorName refusal(AttachmentServer server, long bytes) {
    return Requests.refusal(server.ask(bytes));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, MAX + 1, Long.MAX_VALUE, -1})
  void takesNoSizeThatNoAttachmentMayHave(long bytes) {
    try (AttachmentServer server = AttachmentServer.start(SMALL, new JsonObject())) {
      assertThat(refusal(server, bytes)).isEqualTo(INVALID_MESSAGE);
      assertThat(server.ask(MAX)).isInstanceOf(ServerMessage.Upload.class);
    }
  }

  @Test
  void statesTheLargestSize() {
    try (AttachmentServer server = AttachmentServer.start(SMALL, new JsonObject())) {
      assertThat(server.socket().serverInfo().orElseThrow().maxAttachmentBytes()).isEqualTo(MAX);
    }
  }

  @Test
  void offersNoPlaceWhereAttachmentsAreOff() {
    try (TestServer server = TestServer.start()) {
      RawSocket socket = RawSocket.open(server, ProtocolVersion.V2);

      assertThat(socket.serverInfo().orElseThrow().maxAttachmentBytes()).isZero();
      assertThat(Requests.refusal(socket.ask(place(1)))).isEqualTo(INVALID_MESSAGE);
      assertThat(RawHttp.open(server.uri()).head("GET", "/attachments/x").response().status())
          .isEqualTo(404);
    }
  }

  @Test
  void isForAnonymousConnectionsOfTheSecondVersionAlone() {
    try (AttachmentServer server = AttachmentServer.start()) {
      RawSocket first = RawSocket.open(server.server());
      assertThat(Requests.refusal(first.ask(place(1)))).isEqualTo(INVALID_MESSAGE);

      RawSocket authenticated = server.socket().logIn(Identity.generate(), 1);
      assertThat(Requests.refusal(authenticated.ask(place(1))))
          .isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    }
  }

  @Test
  void isUnavailableWhileThereIsNoRoom() {
    try (AttachmentServer server = AttachmentServer.start(SMALL, new JsonObject())) {
      while (server.ask(MAX) instanceof ServerMessage.Upload) {
        // Reserves all that there is.
      }
      assertThat(refusal(server, MAX)).isEqualTo(UNAVAILABLE);

      server.restart();
      assertThat(refusal(server, MAX)).isEqualTo(UNAVAILABLE);
    }
  }

  @Test
  void leavesRoomToOtherSources() {
    JsonObject limited =
        new JsonObject()
            .put("limits", new JsonObject().put("enabled", true))
            .put("http", new JsonObject().put("trustedProxies", List.of("127.0.0.1")));
    try (AttachmentServer server = AttachmentServer.start(SMALL, limited)) {
      RawSocket greedy = from(server, "192.0.2.1");
      assertThat(greedy.ask(place(MAX))).isInstanceOf(ServerMessage.Upload.class);
      assertThat(Requests.refusal(greedy.ask(place(MAX)))).isEqualTo(UNAVAILABLE);

      assertThat(from(server, "192.0.2.2").ask(place(MAX)))
          .isInstanceOf(ServerMessage.Upload.class);
    }
  }

  @Test
  void countsTheBytesOfAnHour() {
    JsonObject source = new JsonObject().put("uploadBytesPerHour", MAX + SMALLEST);
    JsonObject limited =
        new JsonObject().put("limits", new JsonObject().put("enabled", true).put("source", source));
    try (AttachmentServer server =
        AttachmentServer.start(new JsonObject().put("maxBytes", MAX), limited)) {
      UploadLinks links = server.place(MAX);
      assertThat(server.put(links, Buffer.buffer(new byte[MAX])).status()).isEqualTo(201);

      assertThat(refusal(server, MAX)).isEqualTo(TOO_MANY_REQUESTS);
      assertThat(server.ask(1)).isInstanceOf(ServerMessage.Upload.class);
      assertThat(refusal(server, 1)).isEqualTo(TOO_MANY_REQUESTS);
    }
  }

  @Test
  void movesNoMoreInASecondThanASourceMayAndRefusesNothing() {
    JsonObject source = new JsonObject().put("transferBytesPerSecond", 1_000_000);
    JsonObject limits =
        new JsonObject().put("enabled", true).put("burstSeconds", 1).put("source", source);
    // A second's worth may come at once, and what the first pass has read is not held back.
    Buffer content = Buffer.buffer(new byte[5_000_000]);
    try (AttachmentServer server =
        AttachmentServer.start(new JsonObject(), new JsonObject().put("limits", limits))) {
      UploadLinks links = server.place(content.length());

      long begin = System.nanoTime();
      assertThat(server.put(links, content).status()).isEqualTo(201);
      long put = System.nanoTime();
      assertThat(server.get(links).body()).isEqualTo(content);

      assertThat(Duration.ofNanos(put - begin)).isGreaterThan(Duration.ofSeconds(2));
      assertThat(Duration.ofNanos(System.nanoTime() - put)).isGreaterThan(Duration.ofSeconds(2));
    }
  }

  private static RawSocket from(AttachmentServer server, String address) {
    return RawSocket.openFrom(server.server(), address, ProtocolVersion.V2);
  }
}
