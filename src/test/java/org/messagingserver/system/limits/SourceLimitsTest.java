package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.TOO_MANY_REQUESTS;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/**
 * What one source, or all of a node together, may do: connect, log in, register, write, ask for
 * keys.
 */
class SourceLimitsTest extends Limits {
  private static void registered(Identity user, String... keys) {
    open(newSource()).logIn(user, 1).must(register(1, "signed", keys));
  }

  @Test
  void refusesConnectionsOfASourceThatHasTooMany() {
    List<BareSocket> open = new ArrayList<>();
    IntStream.range(0, CONNECTIONS).forEach(i -> open.add(from(source)));

    try (BareSocket refused = upgrade(source)) {
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).matches("[1-9]\\d*");
      assertThat(refused.header("connection")).isEqualToIgnoringCase("close");
    }

    assertServed();
    open.forEach(BareSocket::close);
  }

  @Test
  void refusesHandshakesOfASourceThatMakesTooMany() {
    boolean refused = false;
    for (int asked = 0; asked < 200 && !refused; asked++) {
      try (BareSocket answer = request(source)) {
        assertThat(answer.status()).isIn(404, 429);
        refused = answer.status() == 429 && answer.header("retry-after").equals("1");
      }
    }

    assertThat(refused).isTrue();
    assertServed();
  }

  @Test
  void refusesConnectionsWhereTheNodeHasTooMany() {
    JsonObject two = new JsonObject().put("enabled", true).put("connections", 2);
    try (TestServer small = TestServer.start(new JsonObject().put("limits", two))) {
      BareSocket first = BareSocket.open(small);
      BareSocket second = BareSocket.open(small);

      try (BareSocket refused = BareSocket.upgrade(small.uri(), SocketFactory.getDefault())) {
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).matches("[1-9]\\d*");
      }

      first.close();
      awaitOpening(small);
      assertThat(second.nextMessage()).isInstanceOf(AuthChallenge.class);
      second.close();
    }
  }

  /** The server learns a little later that a connection has gone. */
  private static void awaitOpening(TestServer small) {
    int status = 503;
    long deadline = System.nanoTime() + RawSocket.SOON.toNanos();
    while (status != 101 && System.nanoTime() < deadline) {
      try (BareSocket again = BareSocket.upgrade(small.uri(), SocketFactory.getDefault())) {
        status = again.status();
      }
    }
    assertThat(status).isEqualTo(101);
  }

  @Test
  void slowsASourceDownThatWritesToOneRecipient() {
    registered(alice);
    RawSocket sender = open(source);

    List<ServerMessage> answers = sendTo(alice, sender, 10);

    assertThat(answers).filteredOn(this::isTooMany).isNotEmpty();
    assertThat(answers).filteredOn(Ack.class::isInstance).isNotEmpty();
    assertThat(open(newSource()).ask(outbound(alice, 1, "hello"))).isInstanceOf(Ack.class);
    Identity bob = Identity.generate();
    registered(bob);
    assertThat(sender.ask(outbound(bob, 1, "hello"))).isInstanceOf(Ack.class);
  }

  private static List<ServerMessage> sendTo(Identity user, RawSocket sender, int count) {
    sender.sendTogether(
        IntStream.range(0, count)
            .mapToObj(i -> outbound(user, 1, "hello").apply(sender.sequence()))
            .toList());
    return sender.next(count);
  }

  @Test
  void handsASourceOnlySoManyOneTimeKeysOfOneUser() {
    registered(alice, "a", "b", "c", "d", "e");
    RawSocket greedy = open(source);

    assertThat(oneTimeKey(greedy)).isEqualTo("e");
    assertThat(oneTimeKey(greedy)).isEqualTo("d");
    assertThat(oneTimeKey(greedy)).isEmpty();
    assertThat(oneTimeKey(open(source))).isEmpty();

    assertThat(oneTimeKey(open(newSource()))).isEqualTo("c");
  }

  @Test
  void handsOutOnlySoManyOneTimeKeysOfAUserAMinute() {
    registered(alice, "a", "b", "c", "d", "e");

    String taken =
        IntStream.range(0, 5)
            .mapToObj(i -> oneTimeKey(open(newSource())))
            .reduce("", String::concat);

    // One comes back within 20 s, if this took so long.
    assertThat(taken).startsWith("edc").hasSizeLessThan(5);
  }

  private String oneTimeKey(RawSocket stranger) {
    PreKey answer = (PreKey) stranger.ask(preKeysOf(alice));
    assertThat(answer.bundle().signedPreKey()).isEqualTo(Buffer.buffer("signed"));
    return answer.bundle().oneTimePreKey().toString();
  }

  @Test
  void refusesLoginsOfASourceWhoseLoginsFailTooOften() {
    IntStream.range(0, 2).forEach(i -> assertUnauthorized(open(source)));

    RawSocket next = open(source);
    assertThat(refusal(next.ask(wrongLogin("x")))).isEqualTo(TOO_MANY_REQUESTS);
    assertThat(refusal(next.ask(preKeysOf(alice)))).isEqualTo(UNKNOWN_USER);
    assertServed();
  }

  private static void assertUnauthorized(RawSocket socket) {
    assertThat(refusal(socket.ask(wrongLogin("x")))).isEqualTo(UNAUTHORIZED);
    assertThat(socket.closeCode()).isEqualTo(CloseCode.POLICY.code());
  }

  @Test
  void refusesRegistrationsOfASourceThatRegistersTooOften() {
    RawSocket device = open(source).logIn(alice, 1);

    device.must(register(1, "signed", "a")).must(register(1, "signed", "b"));

    assertThat(refusal(device.ask(register(1, "signed", "c")))).isEqualTo(TOO_MANY_REQUESTS);
  }

  private static BareSocket request(String source) {
    return BareSocket.plain(server.uri(), "GET", "/", forwarded(source));
  }
}
