package org.messagingserver.system.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.LogLines;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

class HttpTest {
  private static final String UPGRADE =
      "Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d+)");

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

  /** As by a page of that name, which has since been given this server's address. */
  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "null"})
  void refusesAPageWhoseNameHasBeenPointedHere(String host) throws Exception {
    URI uri = server.uri();
    String request =
        "GET /api HTTP/1.1\r\nHost: "
            + host
            + "\r\nOrigin: http://"
            + host
            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    try (LogLines log = LogLines.of("org.messagingserver.socket")) {
      assertThat(firstLine(uri, request)).isEqualTo("HTTP/1.1 403 Forbidden");

      assertThat(log.lines())
          .isSubsetOf(
              "a connection from a page whose origin is not listed in http.allowedOrigins was"
                  + " refused");
    }
  }

  @Test
  void takesAPageOfLocalhost() throws IOException {
    URI uri = server.uri();
    String host = "localhost:" + uri.getPort();

    assertOpens(
        BareSocket.upgrade(
            URI.create("ws://" + host + "/api"),
            SocketFactory.getDefault(),
            "Origin: http://" + host));
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5",
        "Content-Length: 5\r\nContent-Length: 0",
        "Content-Length: 0\r\nContent-Length: 5",
        "Content-Length: 0, 5",
        "Content-Length: +0",
        "Content-Length: -1",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 0\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\u000bchunked",
        "X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 5",
        "X: \u0000",
        "no header"
      })
  void refusesARequestWhoseEndTwoCouldSeeDifferently(String headers) throws IOException {
    String smuggled = "GET /api HTTP/1.1\r\n" + UPGRADE + "\r\n\r\n";
    String request = "GET /api HTTP/1.1\r\n" + UPGRADE + "\r\n" + headers + "\r\n\r\n" + smuggled;

    // Where the rest is no body either, the connection may end before the answer is out.
    assertThat(answers(request)).isIn("", "400");
  }

  @Test
  void refusesAHeaderThatIsTooLarge() {
    String large = "X: " + "x".repeat(9000);
    String many = "X: x\r\n".repeat(3000) + "Y: y";

    assertStatus(431, BareSocket.upgrade(server.uri(), SocketFactory.getDefault(), large));
    assertStatus(431, BareSocket.upgrade(server.uri(), SocketFactory.getDefault(), many));
  }

  @Test
  void refusesARequestLineThatIsTooLong() {
    assertStatus(414, BareSocket.upgradeOn(server.uri(), "/api?" + "x".repeat(5000)));
  }

  @Test
  void readsNothingBehindARefusedRequest() throws IOException {
    String other = "GET /other HTTP/1.1\r\n" + UPGRADE + "\r\n\r\n";

    assertThat(answers(other + other)).isEqualTo("404");
  }

  /** The statuses of all answers until the server closes. */
  private static String answers(String request) throws IOException {
    try (Socket client = new Socket(server.uri().getHost(), server.uri().getPort())) {
      client.setSoTimeout((int) RawSocket.SOON.toMillis());
      client.getOutputStream().write(request.getBytes(ISO_8859_1));
      Matcher statuses = STATUS.matcher(untilClosed(client.getInputStream()));
      return statuses.results().map(status -> status.group(1)).collect(joining(" "));
    }
  }

  private static String untilClosed(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        text.append((char) next);
      }
    } catch (SocketException reset) {
      // Bytes that nobody read were left.
    }
    return text.toString();
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

  private static String firstLine(URI uri, String request) throws IOException {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }
}
