package org.messagingserver.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.Identity;
import org.messagingserver.delivery.DeliveryService;
import org.messagingserver.delivery.DeliverySettings;
import org.messagingserver.delivery.Unmetered;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxSettings;
import org.messagingserver.mailbox.PostgresMailbox;
import org.messagingserver.postgres.Database;
import org.messagingserver.prekeys.PreKeySettings;
import org.messagingserver.prekeys.PreKeys;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.ratelimit.ClientQuota;
import org.messagingserver.ratelimit.ConnectionLimiter;
import org.messagingserver.session.FrameSink.ReadState;
import org.messagingserver.testkit.TestStore;

/** Walks every arrow in the diagram of {@link SessionState}, without sockets. */
@ExtendWith(VertxExtension.class)
class SessionStateTest {
  private static final String READ = "SELECT w.row_id, w.message_id";
  private static final String APPEND = "INSERT INTO mailbox";
  private static final int MAX_PIPELINED = 4;
  private static final int SIBLINGS = 3;

  private static TestStore store;
  private static Context loop;
  private static SessionContext sessionContext;

  private final Identity identity = Identity.generate();
  private final Address address = new Address(identity.userId(), new DeviceId(1));
  private Line line;
  private Session session;
  private Nonce challenge;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    loop = store.vertx().getOrCreateContext();
    DeliveryService.prepare(store.vertx());
    Database database = store.databaseBehindProxy();
    sessionContext = onLoop(() -> services(database));
  }

  private static SessionContext services(Database database) {
    var mailboxSettings = new MailboxSettings(100, 1 << 20, Duration.ofDays(1));
    var keySettings =
        new PreKeySettings(0, 1, Duration.ofMinutes(5), Duration.ZERO, 100, 3, 1 << 24, 1 << 24);
    Mailbox mailbox = new PostgresMailbox(database, store.vault(), mailboxSettings);
    return new SessionContext(
        store.vertx(),
        new DeliveryService(
            store.vertx(), mailbox, store.vault(), deliverySettings(), Unmetered.DELIVERIES),
        new PreKeys(store.vertx(), database, store.vault(), keySettings),
        keySettings,
        new SessionSettings(Duration.ofMinutes(1), MAX_PIPELINED, SIBLINGS),
        ConnectionLimiter.UNLIMITED,
        new ConnectionsPerAddress(
            new SessionSettings(Duration.ofMinutes(1), MAX_PIPELINED, SIBLINGS)),
        new PendingRegisters(keySettings),
        new SessionMeters(new CompositeMeterRegistry()),
        new SecureRandom());
  }

  private static SessionContext impatient() {
    return new SessionContext(
        sessionContext.vertx(),
        sessionContext.deliveryService(),
        sessionContext.preKeys(),
        sessionContext.preKeySettings(),
        new SessionSettings(Duration.ofSeconds(1), MAX_PIPELINED, SIBLINGS),
        ConnectionLimiter.UNLIMITED,
        sessionContext.connectionsPerAddress(),
        sessionContext.pendingRegisters(),
        sessionContext.meters(),
        sessionContext.random());
  }

  private static DeliverySettings deliverySettings() {
    return new DeliverySettings(
        Duration.ofMillis(150),
        Duration.ZERO,
        Duration.ofSeconds(5),
        100,
        1 << 20,
        1 << 20,
        1 << 20,
        1 << 20,
        16,
        1 << 20,
        2,
        Duration.ofMillis(5),
        Duration.ofHours(1));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void connect() {
    line = new Line();
    session = onLoop(() -> new Session(line, sessionContext, ClientQuota.UNLIMITED));
    run(session::opened);
    challenge = ((ServerMessage.AuthChallenge) line.message()).nonce();
  }

  @AfterEach
  void disconnect() {
    run(session::closed);
    store.proxy().heal();
  }

  @Test
  void mayAskAnonymouslyUntilItLogsIn() {
    receive(new ClientMessage.RequestPreKeys(1, identity.userId(), Set.of()));
    assertRefused(1, ErrorName.UNKNOWN_USER);

    receive(new ClientMessage.Unregister(2));
    assertRefused(2, ErrorName.UNAUTHORIZED);

    receive(login(3));
    assertThat(line.message()).isEqualTo(new ServerMessage.Ack(3));
    receive(new ClientMessage.RequestPreKeys(4, identity.userId(), Set.of()));
    assertRefused(4, ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    receive(new ClientMessage.Unregister(5));
    assertThat(line.message()).isEqualTo(new ServerMessage.Ack(5));
  }

  @Test
  void fetchesNoKeysWhereTheNodeHasNoRoomForTheAnswer() {
    store.register(address);
    line.hasRoom(false);
    receive(new ClientMessage.RequestPreKeys(1, identity.userId(), Set.of()));
    assertRefused(1, ErrorName.UNAVAILABLE);

    line.hasRoom(true);
    receive(new ClientMessage.RequestPreKeys(2, identity.userId(), Set.of()));
    assertThat(line.message()).isInstanceOf(ServerMessage.PreKey.class);
  }

  @Test
  void isNotReadWhileItsLoginIsChecked() {
    store.proxy().holdAnswerOf(READ);

    receive(login(1));

    assertThat(line.next()).isEqualTo(ReadState.SERVER_BUSY);
    assertThat(line.isQuiet()).isTrue();
    store.proxy().flow();
    assertThat(line.next()).isEqualTo(new ServerMessage.Ack(1));
    assertThat(line.next()).isEqualTo(ReadState.ON);
  }

  @Test
  void isClosedWhenItsLoginDoesNotHold() {
    byte[] login = new Login(address, challenge).encode();
    receive(new AuthResponse(1, Buffer.buffer(login), Buffer.buffer(new byte[64])));

    assertRefused(1, ErrorName.UNAUTHORIZED);
    assertThat(line.next()).isEqualTo(CloseCode.POLICY);
    receive(login(2));
    onLoop(() -> null);
    assertThat(line.isQuiet()).isTrue();
  }

  @Test
  void isClosedWhenTheStoreIsAwayAtItsLogin() {
    store.proxy().lose(READ);

    receive(login(1));

    assertRefused(1, ErrorName.UNAVAILABLE);
    assertThat(line.next()).isEqualTo(CloseCode.TRY_LATER);
  }

  @Test
  void leavesNoInboxBehindWhenItsSocketGoesWhileItsLoginIsChecked() {
    store.register(address);
    store.proxy().holdAnswerOf(READ);
    receive(login(1));
    until(store.proxy()::isHolding);
    assertThat(store.isHeard(store.vault().hash(address))).isTrue();

    run(session::closed);
    store.proxy().flow();

    until(() -> !store.isHeard(store.vault().hash(address)));
  }

  @Test
  void deliversNothingMoreOnceItsSocketIsGone() {
    store.register(address);
    receive(login(1));
    assertThat(line.message()).isEqualTo(new ServerMessage.Ack(1));
    sendFromAnotherLine("1");
    assertThat(line.message()).isInstanceOf(ServerMessage.InboundMessage.class);

    run(session::closed);
    // What was on its way to the store has come there before this one.
    sendFromAnotherLine("2");
    long before = store.proxy().executed(READ);
    sendFromAnotherLine("3");

    assertThat(store.proxy().executed(READ)).isEqualTo(before);
    assertThat(held()).isEqualTo(3);
  }

  @Test
  void finishesWhatItWasSentThoughItsSocketIsGone() {
    store.register(address);
    store.proxy().lose(APPEND);

    receive(new OutboundMessage(1, address, Buffer.buffer("1")));
    run(session::closed);

    until(() -> held() == 1);
  }

  @Test
  void isClosedWhenItAsksNothing() {
    Line silent = new Line();
    run(() -> new Session(silent, impatient(), ClientQuota.UNLIMITED).opened());

    assertThat(silent.message()).isInstanceOf(ServerMessage.AuthChallenge.class);
    assertThat(silent.next()).isEqualTo(CloseCode.POLICY);
  }

  @Test
  void isNotReadWithAsManyUnansweredRequestsAsItMayHave() {
    store.register(address);
    store.proxy().holdAnswerOf(APPEND);

    for (int sequence = 1; sequence <= MAX_PIPELINED; sequence++) {
      assertThat(line.isQuiet()).isTrue();
      receive(new OutboundMessage(sequence, address, Buffer.buffer("1")));
    }

    assertThat(line.next()).isEqualTo(ReadState.SERVER_BUSY);
    store.proxy().flow();
    assertThat(line.next()).isEqualTo(new ServerMessage.Ack(1));
    assertThat(line.next()).isEqualTo(ReadState.ON);
  }

  @Test
  void isNotReadWhileItsClientDoesNotRead() {
    run(() -> line.writable(false));
    receive(new ClientMessage.Unregister(1));
    assertRefused(1, ErrorName.UNAUTHORIZED);
    assertThat(line.next()).isEqualTo(ReadState.CLIENT_SLOW);

    run(
        () -> {
          line.writable(true);
          session.writabilityChanged();
        });

    assertThat(line.next()).isEqualTo(ReadState.ON);
  }

  private void receive(ClientMessage message) {
    Buffer frame = ClientMessageCodec.encode(message);
    run(() -> session.received(frame, frame.length()));
  }

  private AuthResponse login(int sequence) {
    byte[] login = new Login(address, challenge).encode();
    return new AuthResponse(sequence, Buffer.buffer(login), Buffer.buffer(identity.sign(login)));
  }

  private void sendFromAnotherLine(String content) {
    Line other = new Line();
    Session sender = onLoop(() -> new Session(other, sessionContext, ClientQuota.UNLIMITED));
    OutboundMessage message = new OutboundMessage(1, address, Buffer.buffer(content));
    Buffer frame = ClientMessageCodec.encode(message);
    run(() -> sender.received(frame, frame.length()));
    assertThat(other.message()).isEqualTo(new ServerMessage.Ack(1));
    run(sender::closed);
  }

  private long held() {
    return store
        .tables()
        .number(
            "SELECT count(*) FROM mailbox WHERE user_hash = ?",
            store.vault().hash(identity.userId()).value());
  }

  private void assertRefused(int sequence, ErrorName name) {
    assertThat(line.message())
        .isInstanceOfSatisfying(
            ServerMessage.Failure.class,
            failure -> {
              assertThat(failure.sequence()).isEqualTo(sequence);
              assertThat(failure.name()).isEqualTo(name.text());
            });
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static void run(Runnable work) {
    onLoop(
        () -> {
          work.run();
          return null;
        });
  }

  private static <T> T onLoop(Supplier<T> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(turn -> done.complete(work.get()));
    return await(done.future());
  }
}
