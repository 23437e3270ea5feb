package org.messagingserver.client.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ConnectionClosedException;
import org.messagingserver.client.PreKeysOptions;
import org.messagingserver.client.SendOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.UserId;

class DeviceChecksTest extends ClientTest {
  private static final DeliveryToken TOKEN = new DeliveryToken(Buffer.buffer(new byte[32]));
  private static final org.messagingserver.client.DeliveryToken NAMED =
      org.messagingserver.client.DeliveryToken.of(new byte[32]);
  private static final Address SECOND = new Address(FRIEND.user(), DeviceId.of(2));

  private final RecordedDevices devices = new RecordedDevices().with(FRIEND, 11);

  private AnonymousConnection checking(ClientOptions options, DeviceDirectory directory) {
    AnonymousConnection connection = client(options).anonymous(directory);
    connection.connect();
    return connection;
  }

  private AnonymousConnection checking() {
    return checking(options(), devices);
  }

  @Test
  void asksOnceBeforeTheFirstMessageAndHoldsTheMessagesUntilTheAnswer()
      throws InterruptedException {
    devices.with(SECOND, 22);
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();

    connection.send(FRIEND, Buffer.buffer("1"), SendOptions.NONE.withDeliveryToken(NAMED));
    sendAll(connection, SECOND, "2");
    sendAll(connection, FRIEND, "3");
    sendAll(connection, OTHER, "no device of this user is known");
    RequestPreKeys check = socket.expect(RequestPreKeys.class);
    assertThat(texts(socket.expectSends(1))).containsExactly("no device of this user is known");
    assertThat(socket.hasReceived()).isFalse();
    socket.ack(check);

    assertThat(texts(socket.expectSends(3))).containsExactlyInAnyOrder("1", "2", "3");
    sendAll(connection, FRIEND, "4");
    assertThat(texts(socket.expectSends(1))).containsExactly("4");
    Map<DeviceId, Integer> known = Map.of(FRIEND.device(), 11, SECOND.device(), 22);
    assertThat(check.devices()).isEqualTo(new DeviceSelection(known.keySet(), known, Set.of()));
    assertThat(check.deliveryToken()).contains(TOKEN);
    assertThat(devices.hasChanged()).isFalse();
  }

  @Test
  void handsTheKeysOfNewDevicesToTheAppAndHoldsNoMessageMeanwhile() throws InterruptedException {
    Promise<Void> handled = Promise.promise();
    AnonymousConnection connection =
        checking(
            options(),
            new RecordedDevices() {
              @Override
              public Future<Void> changed(UserId user, List<PreKeyBundle> bundles) {
                return super.changed(user, bundles).compose(done -> handled.future());
              }
            }.with(FRIEND, 11));
    ScriptedSocket socket = server.accept();

    sendAll(connection, FRIEND, "1");
    Future<Void> checked = connection.checkDevices(FRIEND.user());
    RequestPreKeys check = socket.expect(RequestPreKeys.class);
    socket.send(RecordedDevices.preKey(check, 2, 22));
    socket.ack(socket.expect(OutboundMessage.class));
    sendAll(connection, FRIEND, "2");
    socket.ack(socket.expect(OutboundMessage.class));
    assertThat(checked.isComplete()).isFalse();
    handled.complete();

    Await.done(checked);
    assertThat(socket.hasReceived()).isFalse();
  }

  @Test
  void ignoresKeysOfKnownRegistrationsAndOfOtherUsers() throws InterruptedException {
    devices.with(SECOND, 22);
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();

    Future<Void> checked = connection.checkDevices(FRIEND.user());
    RequestPreKeys check = socket.expect(RequestPreKeys.class);
    socket.send(RecordedDevices.preKey(check, OTHER, 33, 3));
    socket.send(RecordedDevices.preKey(check, FRIEND, 11, 3));
    socket.send(RecordedDevices.preKey(check, SECOND, 23, 3));

    Await.done(checked);
    assertThat(devices.nextChange()).containsExactly(2L);
  }

  @Test
  void takesAnAnswerOfNothingButKnownRegistrationsForNoChange() throws InterruptedException {
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();

    Future<Void> checked = connection.checkDevices(FRIEND.user());
    socket.send(RecordedDevices.preKey(socket.expect(RequestPreKeys.class), 1, 11));

    Await.done(checked);
    assertThat(devices.hasChanged()).isFalse();
  }

  @Test
  void checksAgainOnceTheIntervalHasPassed() throws InterruptedException {
    AnonymousConnection connection =
        checking(options().withTimeouts(QUICK.withDeviceCheck(Duration.ofMillis(1))), devices);
    ScriptedSocket socket = server.accept();

    for (String text : List.of("1", "2")) {
      Future<Void> sent = connection.send(FRIEND, Buffer.buffer(text));
      socket.ack(socket.expect(RequestPreKeys.class));
      socket.ack(socket.expect(OutboundMessage.class));
      Await.done(sent);
      Await.done(vertx.timer(5));
    }
  }

  @Test
  void sendsAnywayIfTheCheckFailsAndChecksAgainAfterAPause() throws InterruptedException {
    Duration pause = Duration.ofMillis(500);
    AnonymousConnection connection =
        checking(options().withTimeouts(QUICK.withBackoff(pause, pause)), devices);
    ScriptedSocket socket = server.accept();

    sendAll(connection, FRIEND, "1", "2");
    socket.refuse(socket.expect(RequestPreKeys.class), ErrorName.UNAVAILABLE);
    assertThat(texts(socket.expectSends(2))).containsExactly("1", "2");
    Await.done(vertx.timer(2 * pause.toMillis()));
    sendAll(connection, FRIEND, "3");
    socket.ack(socket.expect(RequestPreKeys.class));

    assertThat(texts(socket.expectSends(1))).containsExactly("3");
  }

  @Test
  void sendsAnywayIfTheCheckIsNotAnsweredInTime() throws InterruptedException {
    Duration wait = Duration.ofSeconds(1);
    AnonymousConnection connection =
        checking(options().withTimeouts(QUICK.withRequest(wait)), devices);
    ScriptedSocket socket = server.accept();

    sendAll(connection, FRIEND, "1");
    socket.expect(RequestPreKeys.class);

    assertThat(texts(socket.expectSends(1))).containsExactly("1");
  }

  @Test
  void sendsAnywayIfTheDirectoryFails() throws InterruptedException {
    AnonymousConnection connection =
        checking(
            options(),
            new RecordedDevices() {
              @Override
              public Future<Map<DeviceId, Integer>> known(UserId user) {
                throw new UnsupportedOperationException("as the test wants it");
              }
            });
    ScriptedSocket socket = server.accept();

    Future<Void> sent = connection.send(FRIEND, Buffer.buffer("1"));
    socket.ack(socket.expect(OutboundMessage.class));

    Await.done(sent);
    assertThat(Await.failed(connection.checkDevices(FRIEND.user())))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void endsTheCheckIfTheDirectoryReturnsNoRecord() throws InterruptedException {
    AnonymousConnection connection =
        checking(
            options(),
            new RecordedDevices() {
              @Override
              public Future<Map<DeviceId, Integer>> known(UserId user) {
                return Future.succeededFuture();
              }
            });
    server.accept();

    assertThat(Await.failed(connection.checkDevices(FRIEND.user())))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void fetchesTheKeysOfAllDevicesIfTheAppKnowsNoneAndAsksForACheck() throws InterruptedException {
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();

    Future<Void> refused = connection.checkDevices(OTHER.user());
    socket.refuse(socket.expect(RequestPreKeys.class), ErrorName.UNKNOWN_USER);
    assertThat(Await.failed(refused)).isInstanceOf(ServerRefusedException.class);
    Future<Void> checked = connection.checkDevices(OTHER.user(), NAMED);
    RequestPreKeys check = socket.expect(RequestPreKeys.class);
    socket.send(RecordedDevices.preKey(check, 1, 11));

    Await.done(checked);
    assertThat(check.devices()).isEqualTo(DeviceSelection.except(Set.of()));
    assertThat(check.deliveryToken()).contains(TOKEN);
    assertThat(devices.nextChange()).containsExactly(1L);
    Await.done(connection.checkDevices(OTHER.user()));
    assertThat(socket.hasReceived()).isFalse();
  }

  @Test
  void countsAFetchOfAllDevicesAsACheckAndNoneOfSome() throws InterruptedException {
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();

    Future<?> some =
        connection.preKeys(FRIEND.user(), PreKeysOptions.ALL.withOnly(Set.of(FRIEND.device())));
    socket.send(RecordedDevices.preKey(socket.expect(RequestPreKeys.class), 1, 11));
    Await.done(some);
    Future<?> unknown = connection.preKeys(FRIEND.user(), Set.of(FRIEND.device()));
    socket.ack(socket.expect(RequestPreKeys.class));
    Await.done(unknown);
    Future<?> all =
        connection.preKeys(
            FRIEND.user(), PreKeysOptions.ALL.withKnownRegistrations(Map.of(SECOND.device(), 22)));
    sendAll(connection, FRIEND, "1");
    RequestPreKeys fetch = socket.expect(RequestPreKeys.class);
    socket.ack(socket.expect(RequestPreKeys.class));
    socket.expectSends(1);
    socket.send(RecordedDevices.preKey(fetch, 1, 12));
    Await.done(all);

    sendAll(connection, FRIEND, "2");
    assertThat(texts(socket.expectSends(1))).containsExactly("2");
  }

  @Test
  void failsHeldMessagesAndChecksWhenClosed() throws InterruptedException {
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();

    List<Future<Void>> sent = sendAll(connection, FRIEND, "1");
    Future<Void> checked = connection.checkDevices(FRIEND.user());
    socket.expect(RequestPreKeys.class);
    connection.close();

    assertThat(Await.failed(sent.get(0))).isInstanceOf(ConnectionClosedException.class);
    assertThat(Await.failed(checked)).isInstanceOf(ConnectionClosedException.class);
    assertThat(Await.failed(connection.checkDevices(FRIEND.user())))
        .isInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void checksNothingWithoutADirectory() {
    assertThatThrownBy(() -> anonymous(options()).checkDevices(FRIEND.user()))
        .isInstanceOf(IllegalStateException.class);
  }
}
