package org.messagingserver.client.vertx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ConnectionClosedException;
import org.messagingserver.client.Disconnection;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Retry;

class ReconnectingTest extends ClientTest {

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1008, 1011, 1012, 1013, 4000})
  void connectsAgainAfterACloseThatMayPass(int code) throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    BlockingQueue<Disconnection> lost = new LinkedBlockingQueue<>();
    connection.onDisconnected(lost::add);
    ScriptedSocket first = server.accept();
    Await.done(connection.connect());

    first.close(code);

    server.accept();
    assertThat(lost.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS))
        .isEqualTo(new Disconnection(code));
  }

  @ParameterizedTest
  @ValueSource(ints = {1003, 1007, 1009})
  void staysClosedAfterACloseThatWouldComeAgain(int code) throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    BlockingQueue<Disconnection> lost = new LinkedBlockingQueue<>();
    connection.onDisconnected(lost::add);
    ScriptedSocket socket = server.accept();
    Await.done(connection.connect());

    socket.close(code);

    assertThat(lost.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS).retry()).isEqualTo(Retry.NO);
    assertThat(Await.failed(connection.preKeys(FRIEND.user(), Set.of())))
        .isInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void givesEachServerItsTurn() throws InterruptedException {
    ScriptedServer second = new ScriptedServer(vertx);
    anonymous(options().withServers(List.of(server.uri(), second.uri())));

    for (ScriptedServer turn : List.of(server, second, server, second)) {
      turn.accept().close(1012);
    }
  }

  @Test
  void passesOverAServerThatIsDown() throws InterruptedException {
    ScriptedServer second = new ScriptedServer(vertx);
    ClientOptions both = options().withServers(List.of(server.uri(), second.uri()));
    server.close();

    AnonymousConnection connection = anonymous(both);

    second.accept();
    Await.done(connection.connect());
  }

  @Test
  void triesUntilAServerIsThere() throws InterruptedException {
    ClientOptions options = options();
    int port = server.port();
    server.close();

    AnonymousConnection connection = client(options).anonymous();
    Future<Void> connected = connection.connect();
    Await.done(vertx.timer(50));
    assertThat(connected.isComplete()).isFalse();
    ScriptedServer late = new ScriptedServer(vertx, port);

    late.accept();
    Await.done(connected);
  }

  @Test
  void triesAgainWhenNoChallengeComes() throws InterruptedException {
    SilentServer silent = new SilentServer(vertx);
    ClientOptions options =
        options()
            .withServers(List.of(silent.uri(), server.uri()))
            .withTimeouts(QUICK.withRequest(Duration.ofMillis(200)));

    AnonymousConnection connection = anonymous(options);

    server.accept();
    Await.done(connection.connect());
  }

  @Test
  void leavesAServerThatAnswersNoPing() throws InterruptedException {
    SilentServer silent = new SilentServer(vertx);
    silent.greet();
    ClientOptions options =
        options()
            .withServers(List.of(silent.uri(), server.uri()))
            .withTimeouts(QUICK.withPing(Duration.ofMillis(50)));

    AnonymousConnection connection = anonymous(options);
    Await.done(connection.connect());

    server.accept();
  }

  @Test
  void keepsAServerThatHasNothingToSayButAnswersPings() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withTimeouts(QUICK.withPing(Duration.ofMillis(500))));
    server.accept();
    Await.done(connection.connect());

    Await.done(vertx.timer(2500));

    assertThat(server.hasAccepted()).isFalse();
  }

  @Test
  void neverComesBackAfterARefusedLogin() throws InterruptedException {
    AuthenticatedConnection connection =
        authenticated(options(), message -> Future.succeededFuture());
    Future<Void> connected = connection.connect();
    ScriptedSocket socket = server.accept();

    socket.refuse(socket.expect(AuthResponse.class), ErrorName.UNAUTHORIZED);
    socket.close(1008);

    assertThat(Await.failed(connected))
        .isInstanceOfSatisfying(
            ServerRefusedException.class,
            refusal -> assertThat(refusal.error()).contains(ErrorName.UNAUTHORIZED));
    assertThat(Await.failed(connection.unregister())).isInstanceOf(ServerRefusedException.class);
    Await.done(vertx.timer(3 * QUICK.backoffMax().toMillis()));
    assertThat(server.hasAccepted()).isFalse();
  }

  @Test
  void comesBackAfterALoginThatCouldNotBeCheckedNow() throws InterruptedException {
    AuthenticatedConnection connection =
        authenticated(options(), message -> Future.succeededFuture());
    Future<Void> connected = connection.connect();
    ScriptedSocket first = server.accept();

    first.refuse(first.expect(AuthResponse.class), ErrorName.UNAVAILABLE);
    first.close(1013);
    server.accept().letIn();

    Await.done(connected);
  }

  @Test
  void dropsTheSocketAndComesBackWhenAsked() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket first = server.accept();
    Await.done(connection.connect());

    connection.reconnect();

    first.awaitClosed();
    server.accept();
  }

  @Test
  void tellsOfEachConnection() throws InterruptedException {
    AnonymousConnection connection = client(options()).anonymous();
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    connection.onConnected(() -> events.add("connected"));
    connection.onDisconnected(how -> events.add("lost " + how.closeCode()));
    connection.connect();

    for (int life = 0; life < 2; life++) {
      ScriptedSocket socket = server.accept();
      assertThat(events.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS)).isEqualTo("connected");
      socket.close(1012);
      assertThat(events.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS)).isEqualTo("lost 1012");
    }
  }

  @Test
  void closesWhatItWasStillDialling() throws InterruptedException {
    SilentServer silent = new SilentServer(vertx);
    AnonymousConnection connection = anonymous(ClientOptions.of(silent.uri()).withTimeouts(QUICK));

    Await.done(connection.close());

    assertThat(Await.failed(connection.connect())).isInstanceOf(ConnectionClosedException.class);
  }
}
