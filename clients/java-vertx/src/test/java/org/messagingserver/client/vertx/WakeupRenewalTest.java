package org.messagingserver.client.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingserver.client.Identity;
import org.messagingserver.client.WakeupSubscription;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.ServerMessage.KeyStatus;
import org.messagingserver.protocol.WakeupStatus;
import org.messagingserver.protocol.WakeupStatus.State;

class WakeupRenewalTest extends ClientTest {
  private static final String ENDPOINT = "https://push.example/abc";
  private static final Buffer AUTH = Buffer.buffer("a".repeat(16));
  private static final Buffer NEWEST = Buffer.buffer("4".repeat(65));
  private static final Buffer EARLIER = Buffer.buffer("5".repeat(65));
  private static final KeysOnFile REGISTERED =
      new KeysOnFile(true, 7, Buffer.buffer("hash"), 2, List.of());

  private final BlockingQueue<Buffer> asked = new LinkedBlockingQueue<>();
  private AuthenticatedConnection connection;
  private volatile boolean wanted = true;
  private volatile boolean failing;

  @BeforeEach
  void wake() {
    server.wakeWith(NEWEST);
  }

  private Future<Optional<WakeupSubscription>> subscribe(Buffer serverKey) {
    boolean fails = failing;
    Optional<WakeupSubscription> answer =
        wanted ? Optional.of(subscription(serverKey)) : Optional.empty();
    asked.add(serverKey);
    if (fails) {
      throw new IllegalStateException("the push service is away");
    }
    return Future.succeededFuture(answer);
  }

  private static WakeupSubscription subscription(Buffer serverKey) {
    return new WakeupSubscription(
        ENDPOINT, NEWEST.getBytes(), AUTH.getBytes(), 60, serverKey.getBytes());
  }

  private ScriptedSocket loggedIn() throws InterruptedException {
    connection =
        client(options())
            .authenticated(
                Identity.generate(),
                DeviceId.of(7),
                new CountingKeys(),
                message -> Future.succeededFuture(),
                this::subscribe);
    connection.connect();
    return server.accept().letIn();
  }

  private static void tell(ScriptedSocket socket, KeysOnFile keys, WakeupStatus wakeup)
      throws InterruptedException {
    int sequence = socket.expect(RequestKeyStatus.class).sequence();
    socket.send(new KeyStatus(sequence, keys, wakeup));
  }

  private void subscribes(ScriptedSocket socket) throws InterruptedException {
    SetWakeup request = socket.expect(SetWakeup.class);
    assertThat(request)
        .isEqualTo(new SetWakeup(request.sequence(), ENDPOINT, NEWEST, AUTH, 60, NEWEST));
    socket.ack(request);
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(NEWEST);
  }

  /** The next request is another's: nothing came in between. */
  private void asksNothing(ScriptedSocket socket) throws InterruptedException {
    connection.unregister();
    socket.expect(Unregister.class);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"NONE, none", "REMOVED, none", "SET, earlier", "SET, none"})
  void subscribesWhereItHasNoneThatIsGood(State state, String key) throws InterruptedException {
    ScriptedSocket socket = loggedIn();

    tell(
        socket,
        REGISTERED,
        new WakeupStatus(state, key.equals("earlier") ? EARLIER : Buffer.buffer()));

    subscribes(socket);
  }

  @ParameterizedTest
  @CsvSource({"SET", "FAILING"})
  void keepsOneThatIsGood(State state) throws InterruptedException {
    ScriptedSocket socket = loggedIn();

    tell(socket, REGISTERED, new WakeupStatus(state, NEWEST));

    asksNothing(socket);
  }

  @Test
  void asksNothingAtAServerThatWakesNobody() throws InterruptedException {
    server.wakeWith(Buffer.buffer());

    asksNothing(loggedIn());
    assertThat(Await.done(connection.wakeupKey()).length()).isZero();
  }

  @Test
  void subscribesOnceItIsRegistered() throws InterruptedException {
    ScriptedSocket socket = loggedIn();
    tell(socket, KeysOnFile.NONE, WakeupStatus.NONE);

    connection.register(1);
    socket.ack(socket.expect(Register.class));
    tell(socket, REGISTERED, WakeupStatus.NONE);

    subscribes(socket);
  }

  @Test
  void subscribesWhenTheUserWantsIt() throws InterruptedException {
    wanted = false;
    ScriptedSocket socket = loggedIn();
    tell(socket, REGISTERED, WakeupStatus.NONE);
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(NEWEST);

    wanted = true;
    Future<Void> renewed = connection.renewWakeup();
    tell(socket, REGISTERED, WakeupStatus.NONE);

    subscribes(socket);
    Await.done(renewed);
    assertThat(Await.done(connection.wakeupKey())).isEqualTo(NEWEST);
  }

  @Test
  void triesAgainAtTheNextLoginWhereItsPushServiceFailed() throws InterruptedException {
    failing = true;
    ScriptedSocket socket = loggedIn();
    tell(socket, REGISTERED, WakeupStatus.NONE);
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(NEWEST);

    failing = false;
    connection.reconnect();
    ScriptedSocket next = server.accept().letIn();
    tell(next, REGISTERED, WakeupStatus.NONE);

    subscribes(next);
  }
}
