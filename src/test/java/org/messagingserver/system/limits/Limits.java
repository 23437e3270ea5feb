package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.TOO_MANY_REQUESTS;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A server with limits that a test uses up at once. */
abstract class Limits {
  static final int REQUESTS = 40;
  static final int CONNECTIONS = 3;
  static final AtomicInteger SOURCES = new AtomicInteger();

  static TestServer server;

  final String source = newSource();
  final Identity alice = Identity.generate();

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

  static JsonObject limits() {
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
  static String newSource() {
    return "198.51.100." + SOURCES.incrementAndGet();
  }

  static RawSocket open(String source) {
    return RawSocket.openFrom(server, source);
  }

  static IntFunction<ClientMessage> wrongLogin(String login) {
    return sequence -> new AuthResponse(sequence, Buffer.buffer(login), Buffer.buffer());
  }

  static String[] keys(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new);
  }

  boolean isTooMany(ServerMessage answer) {
    return answer instanceof Failure && refusal(answer) == TOO_MANY_REQUESTS;
  }

  /** Others are served as before. */
  static void assertServed() {
    ServerMessage answer = open(newSource()).ask(preKeysOf(Identity.generate()));
    assertThat(refusal(answer)).isEqualTo(UNKNOWN_USER);
  }

  static BareSocket from(String source) {
    BareSocket opened = upgrade(source);
    assertThat(opened.status()).isEqualTo(101);
    assertThat(opened.nextMessage()).isInstanceOf(AuthChallenge.class);
    return opened;
  }

  static BareSocket upgrade(String source) {
    return BareSocket.upgrade(server.uri(), SocketFactory.getDefault(), forwarded(source));
  }

  static String forwarded(String source) {
    return "X-Forwarded-For: 203.0.113.1, " + source;
  }
}
