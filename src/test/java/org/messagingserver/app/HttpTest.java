package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.wire.ServerMessage.AuthChallenge;

class HttpTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    JsonArray origins = new JsonArray().add("https://app.example").add("https://chat.example:8443");
    server =
        TestServer.start(
            new JsonObject().put("http", new JsonObject().put("allowedOrigins", origins)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/ap", "/api/", "/apis", "/API", "/api/v1", "/health/live", "/metrics"})
  void findsNothingOnAnotherPath(String path) {
    assertStatus(404, BareSocket.plain(server.uri(), "GET", path));
    assertStatus(404, BareSocket.upgradeOn(server.uri(), path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT"})
  void asksForAnUpgradeWhereThereIsNone(String method) {
    assertStatus(426, BareSocket.plain(server.uri(), method, "/api"));
  }

  @Test
  void namesTheProtocolToUpgradeTo() {
    try (BareSocket answer = BareSocket.plain(server.uri(), "GET", "/api")) {
      assertThat(answer.header("upgrade")).isEqualToIgnoringCase("websocket");
    }
  }

  @Test
  void takesConnectionsWithoutOrigin() {
    assertOpens(BareSocket.upgrade(server.uri(), SocketFactory.getDefault()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://app.example", "https://chat.example:8443"})
  void takesConnectionsFromAllowedOrigins(String origin) {
    assertOpens(from(origin));
  }

  @Test
  void takesConnectionsFromItsOwnOrigin() {
    URI uri = server.uri();

    assertOpens(from("http://" + uri.getHost() + ":" + uri.getPort()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://app.example",
        "https://app.example:8443",
        "https://chat.example",
        "https://app.example.evil.example",
        "https://evil.example/https://app.example",
        "null",
        "*",
        ""
      })
  void refusesConnectionsFromEveryOtherOrigin(String origin) {
    assertStatus(403, from(origin));
  }

  @Test
  void agreesToNoCompression() {
    String offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    try (BareSocket opened = BareSocket.upgrade(server.uri(), SocketFactory.getDefault(), offer)) {
      assertThat(opened.status()).isEqualTo(101);
      assertThat(opened.header("sec-websocket-extensions")).isNull();
      assertThat(opened.nextMessage()).isInstanceOf(AuthChallenge.class);
    }
  }

  private static BareSocket from(String origin) {
    return BareSocket.upgrade(server.uri(), SocketFactory.getDefault(), "Origin: " + origin);
  }

  private static void assertOpens(BareSocket socket) {
    try (socket) {
      assertThat(socket.status()).isEqualTo(101);
      assertThat(socket.nextMessage()).isInstanceOf(AuthChallenge.class);
    }
  }

  private static void assertStatus(int status, BareSocket socket) {
    try (socket) {
      assertThat(socket.status()).isEqualTo(status);
    }
  }
}
