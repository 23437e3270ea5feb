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
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.attachments.Attachments;
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
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.ratelimit.ClientQuota;
import org.messagingserver.ratelimit.ConnectionLimiter;
import org.messagingserver.testkit.TestStore;

/** A Session on a real store, and a line that keeps what the Session does to its socket. */
@ExtendWith(VertxExtension.class)
abstract class Sessions {
  static final String READ = "SELECT w.row_id, w.message_id";
  static final String LOOK = "SELECT a.place, d.epoch IS NOT NULL AS registered";
  static final int MAX_PIPELINED = 4;
  static final int SIBLINGS = 3;

  static TestStore store;
  static Context loop;
  static SessionContext sessionContext;

  final Identity identity = Identity.generate();
  final Address address = new Address(identity.userId(), new DeviceId(1));
  Line line;
  Session session;
  Nonce challenge;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    loop = store.vertx().getOrCreateContext();
    DeliveryService.prepare(store.vertx());
    Database database = store.databaseBehindProxy();
    sessionContext = onLoop(() -> services(database));
  }

  static SessionContext services(Database database) {
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
        Optional.empty(),
        new SessionSettings(
            Duration.ofMinutes(1),
            MAX_PIPELINED,
            SIBLINGS,
            ServerNames.ANY,
            new FanOutSettings(3, 1 << 16)),
        new ServerInfo(
            1 << 18, 3, 3, 1 << 16, 1 << 18, 8192, 1000, Duration.ofDays(1), 0, Buffer.buffer()),
        Attachments.none(new CompositeMeterRegistry()),
        ConnectionLimiter.UNLIMITED,
        new ConnectionsPerAddress(
            new SessionSettings(
                Duration.ofMinutes(1),
                MAX_PIPELINED,
                SIBLINGS,
                ServerNames.ANY,
                new FanOutSettings(3, 1 << 16))),
        new PendingRegisters(keySettings),
        new LoginTurns(store.vertx()),
        new SessionMeters(new CompositeMeterRegistry()),
        new SecureRandom());
  }

  static DeliverySettings deliverySettings() {
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
        Duration.ofMillis(50),
        Duration.ofHours(1));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void connect() {
    line = new Line();
    session =
        onLoop(() -> new Session(line, sessionContext, ClientQuota.UNLIMITED, ProtocolVersion.V1));
    run(session::opened);
    challenge = ((ServerMessage.AuthChallenge) line.message()).nonce();
  }

  @AfterEach
  void disconnect() {
    run(session::closed);
    store.proxy().heal();
  }

  void receive(ClientMessage message) {
    Buffer frame = ClientMessageCodec.encode(message);
    run(() -> session.received(frame, frame.length()));
  }

  AuthResponse login(int sequence) {
    byte[] login = new Login(address, challenge).encode();
    return new AuthResponse(
        sequence, Buffer.buffer(login), Buffer.buffer(identity.signature(login)));
  }

  void assertRefused(int sequence, ErrorName name) {
    assertThat(line.message())
        .isInstanceOfSatisfying(
            ServerMessage.Failure.class,
            failure -> {
              assertThat(failure.sequence()).isEqualTo(sequence);
              assertThat(failure.name()).isEqualTo(name.text());
            });
  }

  static void run(Runnable work) {
    onLoop(
        () -> {
          work.run();
          return null;
        });
  }

  static <T> T onLoop(Supplier<T> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(turn -> done.complete(work.get()));
    return await(done.future());
  }
}
