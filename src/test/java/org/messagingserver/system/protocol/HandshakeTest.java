package org.messagingserver.system.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.Scrape;
import org.messagingserver.testkit.TestServer;

/** Handshakes as clients and proxies write them, right and wrong. */
class HandshakeTest {
  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  private static final String WHOLE = request(UPGRADE + VERSION + KEY);
  private static final String SIGNATURE_2 = "0D0A0D0A000D0A515549540A";
  private static final int CONNECTIONS = 2;

  private static TestServer server;
  private static TestServer behindProxy;

  private final List<Socket> open = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = TestServer.start();
    JsonArray local = new JsonArray().add("127.0.0.0/8");
    JsonObject source = new JsonObject().put("connections", CONNECTIONS);
    behindProxy =
        TestServer.start(
            new JsonObject()
                .put("http", new JsonObject().put("trustedProxies", local))
                .put("limits", new JsonObject().put("enabled", true).put("source", source)));
  }

  @AfterAll
  static void stop() {
    server.close();
    behindProxy.close();
  }

  @AfterEach
  void hangUp() throws IOException {
    for (Socket each : open) {
      each.close();
    }
  }

  private static String request(String headers) {
    return "GET /api HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
  }

  private Socket connect(TestServer to) throws IOException {
    Socket socket = new Socket(to.uri().getHost(), to.uri().getPort());
    socket.setSoTimeout((int) RawSocket.SOON.toMillis());
    open.add(socket);
    return socket;
  }

  /** The status of the first answer. */
  private static int status(Socket socket) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = socket.getInputStream().read();
    for (; next != '\n' && next >= 0; next = socket.getInputStream().read()) {
      line.write(next);
    }
    return Integer.parseInt(line.toString(ISO_8859_1).split(" ", -1)[1]);
  }

  private int ask(TestServer to, byte[]... parts) throws IOException {
    Socket socket = connect(to);
    socket.setTcpNoDelay(true);
    for (byte[] part : parts) {
      socket.getOutputStream().write(part);
    }
    return status(socket);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
        "Connection: keep-alive, upgrade\r\nUpgrade: WebSocket\r\n",
        "Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n",
        "Connection: Upgrade\r\nUpgrade: h2c\r\nUpgrade: websocket\r\n",
        "Connection: HTTP2-Settings\r\nConnection: x,Upgrade\r\nUpgrade: h2c,websocket\r\n"
      })
  void findsTheUpgradeAmongOthersAndInAnyLine(String upgrade) throws IOException {
    assertThat(ask(server, bytes(request(upgrade + VERSION + KEY)))).isEqualTo(101);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sec-WebSocket-Protocol: messaging.v2 | messaging.v2",
        "Sec-WebSocket-Protocol: other, messaging.v2 | messaging.v2",
        "Sec-WebSocket-Protocol: other;Sec-WebSocket-Protocol: messaging.v2 | messaging.v2",
        "Sec-WebSocket-Protocol: other | ",
        "Sec-WebSocket-Protocol: messaging.v3 | "
      })
  void selectsOnlyTheSubprotocolThatItSpeaks(String offered, String selected) throws IOException {
    Socket socket = connect(server);
    String lines = offered.replace(";", "\r\n") + "\r\n";

    socket.getOutputStream().write(bytes(request(UPGRADE + VERSION + KEY + lines)));

    assertThat(status(socket)).isEqualTo(101);
    assertThat(subprotocol(socket)).isEqualTo(selected);
  }

  /** What the rest of the head of an answer names; null where it names none. */
  private static String subprotocol(Socket socket) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(socket.getInputStream().read());
    }
    return head.toString(ISO_8859_1)
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-protocol:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | Connection: Upgrade;Upgrade: websocket;Sec-WebSocket-Version: 13 | 400",
        "GET | Connection: keep;Upgrade: websocket;Sec-WebSocket-Version: 13;Sec-WebSocket-Key: eA== | 400",
        "GET | Connection: Upgrade;Upgrade: websocket;Sec-WebSocket-Version: 12;Sec-WebSocket-Key: eA== | 426",
        "GET | Connection: Upgrade;Upgrade: websocket;Sec-WebSocket-Key: eA== | 426",
        "GET | Connection: Upgrade;Upgrade: websockets;Sec-WebSocket-Version: 13 | 426",
        "POST | Connection: Upgrade;Upgrade: websocket;Sec-WebSocket-Version: 13;Sec-WebSocket-Key: eA== | 405"
      })
  void closesAndCountsAHandshakeThatFails(String method, String headers, int status)
      throws IOException {
    double before = handshakes(status);
    double accepted = handshakes(101);
    Socket socket = connect(server);

    String lines = headers.replace(";", "\r\n") + "\r\n";
    String failing = request(lines).replace("GET", method);
    socket.getOutputStream().write(bytes(failing));

    assertThat(status(socket)).isEqualTo(status);
    assertEnds(socket);
    assertThat(handshakes(status)).isEqualTo(before + 1);
    assertThat(handshakes(101)).isEqualTo(accepted);
  }

  @Test
  void closesAndCountsAHandshakeThatFailsLate() throws IOException {
    double before = handshakes(400);
    double accepted = handshakes(101);
    Socket socket = connect(server);

    socket.getOutputStream().write(bytes(WHOLE.replace("/api", "/api?x=|")));

    assertThat(status(socket)).isEqualTo(400);
    assertEnds(socket);
    assertThat(handshakes(400)).isEqualTo(before + 1);
    assertThat(handshakes(101)).isEqualTo(accepted);
  }

  private static void assertEnds(Socket socket) throws IOException {
    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static double handshakes(int status) {
    String sample = "messaging_handshakes_total{status=\"" + status + "\"}";
    return Scrape.of(server).value(sample);
  }

  @Test
  void readsFramesThatCameWithTheHandshake() throws IOException {
    byte[] frame =
        BareSocket.frame(
            BareSocket.BINARY,
            ClientMessageCodec.encode(Requests.preKeysOf(Identity.generate()).apply(9)).getBytes());
    Socket socket = connect(server);

    ByteBuffer together = ByteBuffer.allocate(WHOLE.length() + frame.length);
    socket.getOutputStream().write(together.put(bytes(WHOLE)).put(frame).array());

    assertThat(status(socket)).isEqualTo(101);
    String answers = "";
    while (!answers.contains("unknown_user")) {
      answers += (char) socket.getInputStream().read();
    }
  }

  private static byte[] version2(String address) {
    return HexFormat.of().parseHex(SIGNATURE_2 + address);
  }

  @Test
  void countsTheClientThatAProxyNames() throws IOException {
    byte[] one = bytes("PROXY TCP4 198.51.100.1 127.0.0.1 4711 443\r\n");
    byte[] two = version2("2111000C" + "C6336402" + "7F000001" + "126701BB");
    byte[] six = version2("21210024" + "20010DB8".repeat(8) + "126701BB");

    for (byte[] header : List.of(one, two, six)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        assertThat(ask(behindProxy, header, bytes(WHOLE))).isEqualTo(101);
      }
      assertThat(ask(behindProxy, header, bytes(WHOLE))).isEqualTo(429);
    }
  }

  @Test
  void takesAProxyHeaderInPieces() throws IOException {
    assertThat(
            ask(
                behindProxy,
                bytes("PRO"),
                bytes("XY TCP4 198.51.100.10 127.0.0.1 1 2\r"),
                bytes("\nGET /a"),
                bytes(WHOLE.substring("GET /a".length()))))
        .isEqualTo(101);
  }

  @Test
  void takesConnectionsOfAProxyWithoutAHeaderOrForItself() throws IOException {
    byte[] local = version2("20000000");

    assertThat(ask(behindProxy, bytes(forwardedFor("198.51.100.20")))).isEqualTo(101);
    assertThat(ask(behindProxy, local, bytes(forwardedFor("198.51.100.21")))).isEqualTo(101);
    assertThat(ask(behindProxy, bytes("PROXY UNKNOWN\r\n" + forwardedFor("198.51.100.22"))))
        .isEqualTo(101);
  }

  private static String forwardedFor(String client) {
    return request("X-Forwarded-For: " + client + "\r\n" + UPGRADE + VERSION + KEY);
  }

  /** Whoever a proxy names by the one protocol is believed in no header. */
  @Test
  void believesNoHeaderOfTheClientThatAProxyNames() throws IOException {
    String named = "PROXY TCP4 198.51.100.30 127.0.0.1 1 2\r\n";

    for (int i = 0; i < CONNECTIONS; i++) {
      assertThat(ask(behindProxy, bytes(named + forwardedFor("198.51.100.4" + i)))).isEqualTo(101);
    }
    assertThat(ask(behindProxy, bytes(named + forwardedFor("198.51.100.49")))).isEqualTo(429);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 nobody 127.0.0.1 1 2\r\n",
        "PROXY TCP4 198.51.100.1\r\n",
        "PROXY \r\n",
        "PROXY TCP4 198.51.100.1 127.0.0.1 1 22222222222222222222222222222222222222222222222222222222222222222222222222222222222222\r\n"
      })
  void refusesAMalformedProxyHeader(String header) throws IOException {
    assertThat(ask(behindProxy, bytes(header + WHOLE))).isEqualTo(400);
  }

  @Test
  void refusesAProxyHeaderOfAnybodyElse() throws IOException {
    byte[] header = bytes("PROXY TCP4 198.51.100.1 127.0.0.1 1 2\r\n");

    assertThat(ask(server, header, bytes(WHOLE))).isEqualTo(400);
    assertThat(ask(server, version2("20000000"), bytes(WHOLE))).isEqualTo(400);
  }
}
