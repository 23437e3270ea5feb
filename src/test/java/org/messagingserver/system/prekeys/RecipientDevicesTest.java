package org.messagingserver.system.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Identity;
import org.messagingserver.client.PreKeysOptions;
import org.messagingserver.client.SendOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.DeviceDirectory;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.client.vertx.PreKeySource;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.UserId;
import org.messagingserver.testkit.Awaits;
import org.messagingserver.testkit.TestServer;

/** The reference client finds the devices that a recipient has by now, and uses up no key else. */
@ExtendWith(VertxExtension.class)
class RecipientDevicesTest {
  private static TestServer server;

  private final Identity alice = Identity.generate();
  private final Address phone = new Address(alice.userId(), DeviceId.of(1));
  private final Sessions sessions = new Sessions();
  private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
  private MessagingClient client;
  private AuthenticatedConnection registered;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void registerPhone(Vertx vertx) {
    client = MessagingClient.create(vertx, ClientOptions.of(server.uri()));
    registered = register(1, 11);
  }

  /** The registrations that Bob's app has sessions with. */
  private record Sessions(Map<DeviceId, Integer> registrations) implements DeviceDirectory {
    Sessions() {
      this(new ConcurrentHashMap<>());
    }

    @Override
    public Future<Map<DeviceId, Integer>> known(UserId user) {
      return Future.succeededFuture(Map.copyOf(registrations));
    }

    @Override
    public Future<Void> changed(UserId user, List<PreKeyBundle> bundles) {
      bundles.forEach(
          bundle -> registrations.put(bundle.address().device(), bundle.registrationId()));
      return Future.succeededFuture();
    }
  }

  /** Keys of one registration, as many as are wanted. */
  private record Keys(int registrationId) implements PreKeySource {
    @Override
    public Buffer signedPreKey() {
      return Buffer.buffer("signed");
    }

    @Override
    public Future<List<Buffer>> oneTimePreKeys(int count) {
      return Future.succeededFuture(List.of(Buffer.buffer("only one of " + registrationId)));
    }
  }

  private AuthenticatedConnection register(int device, int registrationId) {
    AuthenticatedConnection connection =
        client.authenticated(
            alice,
            DeviceId.of(device),
            new Keys(registrationId),
            message -> {
              arrived.add(message.toString());
              return Future.succeededFuture();
            });
    await(connection.connect());
    await(connection.register(1));
    return connection;
  }

  /** Bob's app, as after a start. */
  private AnonymousConnection started() {
    AnonymousConnection bob = client.anonymous(sessions);
    await(bob.connect());
    return bob;
  }

  private Future<Void> send(AnonymousConnection bob, String text) {
    int registrationId = sessions.registrations().get(phone.device());
    return bob.send(
        phone, Buffer.buffer(text), SendOptions.NONE.withRegistrationId(registrationId));
  }

  private String nextMessage() throws InterruptedException {
    return arrived.poll(Awaits.LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void leavesTheKeysOfDevicesThatHaveNotChanged() throws InterruptedException {
    sessions.registrations().put(phone.device(), 11);
    AnonymousConnection bob = started();

    await(send(bob, "after a start"));
    await(bob.checkDevices(alice.userId()));

    assertThat(nextMessage()).isEqualTo("after a start");
    assertThat(await(bob.preKeys(alice.userId(), PreKeysOptions.ALL)))
        .extracting(PreKeyBundle::oneTimePreKey)
        .containsExactly(Buffer.buffer("only one of 11"));
  }

  @Test
  void findsANewDeviceBeforeTheFirstMessage() throws InterruptedException {
    await(started().checkDevices(alice.userId()));
    assertThat(sessions.registrations()).isEqualTo(Map.of(phone.device(), 11));
    register(2, 22);
    AnonymousConnection bob = started();

    await(send(bob, "after a start"));
    await(bob.checkDevices(alice.userId()));

    assertThat(nextMessage()).isEqualTo("after a start");
    assertThat(sessions.registrations()).isEqualTo(Map.of(phone.device(), 11, DeviceId.of(2), 22));
  }

  @Test
  void beginsTheSessionWithAReinstalledDeviceAgain() throws InterruptedException {
    AnonymousConnection bob = started();
    await(bob.checkDevices(alice.userId()));
    await(registered.close());
    register(1, 12);

    assertThat(failure(send(bob, "for the former registration")))
        .isInstanceOfSatisfying(
            ServerRefusedException.class,
            refusal -> assertThat(refusal.error()).contains(ErrorName.STALE_DEVICE));
    await(bob.checkDevices(alice.userId()));
    await(send(bob, "sealed again"));

    assertThat(sessions.registrations()).isEqualTo(Map.of(phone.device(), 12));
    assertThat(nextMessage()).isEqualTo("sealed again");
  }
}
