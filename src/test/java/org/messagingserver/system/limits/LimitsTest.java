package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.TOO_MANY_REQUESTS;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/**
 * What clients see of limits, over real sockets. Every test has a source of its own, as behind a
 * proxy; limits are so narrow, and time for more so long, that no machine is too slow for them.
 */
class LimitsTest {
  private static final int REQUESTS = 40;

  /** Requests over a limit that a connection has answered in a minute. */
  private static final int REFUSALS = 2000;

  private static final int KEY_BYTES = 8192;
  private static final int MANY = 1000;
  private static final int CONNECTIONS = 3;
  private static final AtomicInteger SOURCES = new AtomicInteger();

  private static TestServer server;

  private final String source = newSource();
  private final Identity alice = Identity.generate();

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put(
                    "http",
                    new JsonObject().put("trustedProxies", new JsonArray().add("127.0.0.0/8")))
                .put("preKeys", new JsonObject().put("low", 0))
                .put("limits", limits()));
  }

  private static JsonObject limits() {
    return new JsonObject()
        .put("enabled", true)
        .put("burstSeconds", 1)
        .put("oneTimeKeysPerUserPerMinute", 3)
        .put("connection", new JsonObject().put("requestsPerSecond", REQUESTS))
        .put(
            "source",
            new JsonObject()
                .put("connections", CONNECTIONS)
                .put("handshakesPerSecond", 10)
                .put("failedLoginsPerMinute", 2)
                .put("registrationsPerMinute", 2))
        .put(
            "sourceRecipient",
            new JsonObject()
                .put("messagesPerSecond", 1)
                .put("bytesPerSecond", 10_000)
                .put("oneTimeKeysPerHour", 2))
        .put("messageBytes", 1000);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** An address that no other test has. */
  private static String newSource() {
    return "198.51.100." + SOURCES.incrementAndGet();
  }

  private static void registered(Identity user, String... keys) {
    open(newSource()).logIn(user, 1).must(register(1, "signed", keys));
  }

  private static RawSocket open(String source) {
    return RawSocket.openFrom(server, source);
  }

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

  private static IntFunction<ClientMessage> wrongLogin(String login) {
    return sequence -> new AuthResponse(sequence, Buffer.buffer(login), Buffer.buffer());
  }

  @Test
  void refusesRegistrationsOfASourceThatRegistersTooOften() {
    RawSocket device = open(source).logIn(alice, 1);

    device.must(register(1, "signed", "a")).must(register(1, "signed", "b"));

    assertThat(refusal(device.ask(register(1, "signed", "c")))).isEqualTo(TOO_MANY_REQUESTS);
  }

  @Test
  void refusesFieldsThatAreTooLarge() {
    RawSocket device = open(source).logIn(alice, 1);
    RawSocket stranger = open(source);

    String large = "k".repeat(KEY_BYTES + 1);
    assertThat(refusal(device.ask(register(1, large)))).isEqualTo(INVALID_MESSAGE);
    assertThat(refusal(device.ask(register(1, "s", large)))).isEqualTo(INVALID_MESSAGE);
    assertThat(refusal(device.ask(register(1, "s", keys(MANY + 1))))).isEqualTo(INVALID_MESSAGE);
    assertThat(refusal(stranger.ask(preKeysOf(alice, devices(MANY + 1)))))
        .isEqualTo(INVALID_MESSAGE);
    assertThat(refusal(stranger.ask(outbound(alice, 1, "x".repeat(1001)))))
        .isEqualTo(INVALID_MESSAGE);
    assertThat(refusal(stranger.ask(wrongLogin("x".repeat(1025))))).isEqualTo(UNAUTHORIZED);
    assertThat(stranger.closeCode()).isEqualTo(CloseCode.POLICY.code());
  }

  @Test
  void takesFieldsOfTheLargestSize() {
    RawSocket device = open(source).logIn(alice, 1);
    RawSocket stranger = open(source);

    String[] keys = keys(MANY);
    keys[0] = "k".repeat(KEY_BYTES);
    device.must(register(1, "s".repeat(KEY_BYTES), keys));

    int[] others = IntStream.range(2, MANY + 2).toArray();
    assertThat(stranger.ask(preKeysOf(alice, others))).isInstanceOf(PreKey.class);
    assertThat(stranger.ask(outbound(alice, 1, "x".repeat(1000)))).isInstanceOf(Ack.class);
  }

  private static String[] keys(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new);
  }

  private static int[] devices(int count) {
    return IntStream.rangeClosed(1, count).toArray();
  }

  private static List<ClientMessage> lookUps(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> preKeysOf(Identity.generate()).apply(i + 1))
        .toList();
  }

  private boolean isTooMany(ServerMessage answer) {
    return answer instanceof Failure && refusal(answer) == TOO_MANY_REQUESTS;
  }

  /** Others are served as before. */
  private static void assertServed() {
    ServerMessage answer = open(newSource()).ask(preKeysOf(Identity.generate()));
    assertThat(refusal(answer)).isEqualTo(UNKNOWN_USER);
  }

  private static BareSocket from(String source) {
    BareSocket opened = upgrade(source);
    assertThat(opened.status()).isEqualTo(101);
    assertThat(opened.nextMessage()).isInstanceOf(AuthChallenge.class);
    return opened;
  }

  private static BareSocket upgrade(String source) {
    return BareSocket.upgrade(server.uri(), SocketFactory.getDefault(), forwarded(source));
  }

  private static BareSocket request(String source) {
    return BareSocket.plain(server.uri(), "GET", "/", forwarded(source));
  }

  private static String forwarded(String source) {
    return "X-Forwarded-For: 203.0.113.1, " + source;
  }
}
