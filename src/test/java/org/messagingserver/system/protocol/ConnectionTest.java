package org.messagingserver.system.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.registered;

import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

class ConnectionTest {
  private static final Duration GREETING = Duration.ofSeconds(3);
  private static final Duration PING = Duration.ofSeconds(1);

  private static TestServer server;

  private final Identity alice = Identity.generate();

  @BeforeAll
  static void start() {
    JsonObject http =
        new JsonObject()
            .put("firstRequestTimeoutSeconds", GREETING.toSeconds())
            .put("pingSeconds", PING.toSeconds());
    server =
        TestServer.start(
            new JsonObject().put("http", http).put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void isChallengedOnceAndAtOnce() {
    try (BareSocket bare = BareSocket.open(server)) {
      assertThat(bare.nextMessage()).isInstanceOf(AuthChallenge.class);

      bare.send(BareSocket.BINARY, ClientMessageCodec.encode(preKeysOf(alice).apply(7)).getBytes());
      assertThat(bare.nextMessage().sequence()).isEqualTo(7);
    }
  }

  @Test
  void isChallengedWithANonceThatNoOtherGets() {
    List<Nonce> nonces =
        Stream.generate(() -> RawSocket.open(server).challenge()).limit(20).toList();

    assertThat(nonces).doesNotHaveDuplicates();
    assertThat(nonces).allMatch(nonce -> nonce.bytes().length == 32);
  }

  @Test
  void isClosedWhenItAsksNothing() {
    long opened = System.nanoTime();
    RawSocket silent = RawSocket.open(server);

    assertThat(silent.closeCode()).isEqualTo(CloseCode.POLICY.code());
    assertThat(Duration.ofNanos(System.nanoTime() - opened)).isGreaterThanOrEqualTo(GREETING);
  }

  @Test
  void isClosedWhenItNeverBecomesAWebSocketHoweverBusyItIs() throws Exception {
    long opened = System.nanoTime();
    try (Socket slow = new Socket(server.uri().getHost(), server.uri().getPort())) {
      slow.setSoTimeout(100);
      slow.getOutputStream().write("GET /api HTTP/1.1\r\nX: ".getBytes(US_ASCII));

      assertThatThrownBy(() -> dripUntilClosed(slow)).isInstanceOf(EOFException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - opened)).isBetween(GREETING, RawSocket.SOON);
    }
  }

  private static void dripUntilClosed(Socket slow) throws IOException {
    while (true) {
      try {
        if (slow.getInputStream().read() < 0) {
          throw new EOFException();
        }
      } catch (SocketTimeoutException stillOpen) {
        slow.getOutputStream().write('x');
      } catch (SocketException reset) {
        throw new EOFException();
      }
    }
  }

  @Test
  void staysWhenItHasAskedAndAnswersPings() {
    RawSocket stranger = RawSocket.open(server);
    stranger.ask(preKeysOf(alice));
    RawSocket device = registered(server, alice, 1);

    awaitTheEndOfAllThatAnswersNoPing();

    assertThat(refusal(stranger.ask(preKeysOf(Identity.generate())))).isEqualTo(UNKNOWN_USER);
    stranger.request(outbound(alice, 1, "hello"));
    assertThat(device.ackedTexts(1)).containsExactly("hello");
  }

  @Test
  void isClosedWhenItAnswersNoPing() {
    long opened = System.nanoTime();

    awaitTheEndOfAllThatAnswersNoPing();

    assertThat(Duration.ofNanos(System.nanoTime() - opened))
        .isGreaterThanOrEqualTo(PING.multipliedBy(2));
  }

  @Test
  void isCutOffWhenItTakesNothingThatItAskedFor() {
    try (BareSocket greedy = BareSocket.open(server)) {
      CompletableFuture<Void> cutOff =
          CompletableFuture.runAsync(
              () -> {
                while (true) {
                  greedy.send(BareSocket.PING, new byte[100]);
                }
              });

      assertThat(cutOff).failsWithin(RawSocket.SOON);
    }
  }

  /** Takes two pings. */
  private static void awaitTheEndOfAllThatAnswersNoPing() {
    try (BareSocket bare = BareSocket.open(server)) {
      bare.nextMessage();
      bare.send(
          BareSocket.BINARY,
          ClientMessageCodec.encode(preKeysOf(Identity.generate()).apply(1)).getBytes());
      assertThat(refusal(bare.nextMessage())).isEqualTo(UNKNOWN_USER);

      assertThat(bare.next().opcode()).isEqualTo(BareSocket.PING);
      assertThat(bare.closeCode()).isIn(CloseCode.POLICY.code(), 1006);
    }
  }
}
