package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.PostgresProxy;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.testkit.AdminPort;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/** A stop in the middle of a commit: what has been read is stored and answered all the same. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class StoppingWhileStoringTest {
  private static final int SENT = 20;

  private Vertx clients;
  private final String uri = TestPostgres.newDatabaseUri();
  private final PostgresProxy proxy = new PostgresProxy(uri);
  private final TestServer server =
      TestServer.start(
          new JsonObject()
              .put("postgres", new JsonObject().put("uri", proxy.uri()))
              .put("preKeys", new JsonObject().put("low", 0)));

  static Stream<Named<Consumer<TestServer>>> waysToStop() {
    return Stream.of(
        Named.of("the verticle is undeployed", TestServer::stop),
        Named.of("Vert.x is closed, as on SIGTERM", TestServer::close));
  }

  @BeforeEach
  void giveClients(Vertx given) {
    clients = given;
  }

  @AfterEach
  void end() {
    server.close();
    proxy.close();
  }

  @ParameterizedTest
  @MethodSource("waysToStop")
  void storesAndAcksWhatItHasRead(Consumer<TestServer> stop) {
    Identity recipient = Mail.registered(server);
    RawSocket sender = RawSocket.open(clients, server);
    List<Integer> sent = sendWhileTheStoreIsSlow(sender, recipient);

    stop.accept(server);

    Map<Integer, String> answers = Mail.answers(sender, sent);
    assertThat(answers).hasSize(SENT);
    assertThat(answers.values()).containsOnly("ack");
    assertThat(sender.closeCode()).isEqualTo(CloseCode.RESTART.code());
    assertThat(stored()).isEqualTo(SENT);
  }

  @ParameterizedTest
  @MethodSource("waysToStop")
  void isAliveButNotReadyWhileItStops(Consumer<TestServer> stop) throws Exception {
    assertThat(AdminPort.status(server, "/health/ready")).isEqualTo(200);
    Identity recipient = Mail.registered(server);
    proxy.holdAnswerOf("INSERT INTO mailbox");
    Mail.send(RawSocket.open(clients, server), recipient, "on its way");
    Mail.until(proxy::isHolding);

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stop.accept(server));

    Mail.until(() -> AdminPort.status(server, "/health/ready") == 503);
    assertThat(AdminPort.status(server, "/health/live")).isEqualTo(200);
    assertThat(AdminPort.text(server, "/health/ready"))
        .contains("{\"id\":\"sockets\",\"status\":\"DOWN\"}")
        .contains("{\"id\":\"postgres\",\"status\":\"UP\"}");
    proxy.flow();
    stopped.get(30, TimeUnit.SECONDS);
  }

  private List<Integer> sendWhileTheStoreIsSlow(RawSocket sender, Identity recipient) {
    proxy.holdAnswerOf("INSERT INTO mailbox");
    List<Integer> sent =
        IntStream.range(0, SENT)
            .mapToObj(index -> Mail.send(sender, recipient, "" + index))
            .toList();
    awaitRead(sender);
    Mail.until(proxy::isHolding);
    CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(proxy::flow);
    return sent;
  }

  /** A request out of place is refused at once, so all before it has been read. */
  private static void awaitRead(RawSocket socket) {
    socket.send(new Unregister(socket.sequence()));
    assertThat(socket.next()).isInstanceOf(Failure.class);
  }

  private long stored() {
    try (TestDatabase tables = new TestDatabase(uri)) {
      return tables.number("SELECT count(*) FROM mailbox");
    }
  }
}
