package org.messagingserver.client.vertx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.ClientLimits;
import org.messagingserver.client.Identity;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.PreKeysOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.Ack;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.ServerMessage.PreKeysLow;

class PreKeysTest extends ClientTest {
  private static final int MOST_PARTS = 1000;
  private static final int MOST_KEYS = 1000;

  /** As in the first version of the protocol. */
  private static PreKey preKey(RequestPreKeys request, int device) {
    return preKey(request, device, 0);
  }

  private static PreKey preKey(RequestPreKeys request, int device, int answerSize) {
    Address address = new Address(request.user(), DeviceId.of(device));
    return new PreKey(
        request.sequence(),
        new PreKeyBundle(address, 1, Buffer.buffer("signed"), Buffer.buffer("one-time")),
        answerSize);
  }

  private static List<Long> devices(List<PreKeyBundle> bundles) {
    return bundles.stream().map(bundle -> bundle.address().device().asLong()).toList();
  }

  @Test
  void endsAnAnswerThatHasMoreDevicesThanAUserMayHave() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withTimeouts(QUICK.withPreKeyQuiet(Duration.ofHours(1))));
    ScriptedSocket socket = server.accept();

    Future<List<PreKeyBundle>> asked = connection.preKeys(FRIEND.user(), Set.of());
    RequestPreKeys request = socket.expect(RequestPreKeys.class);
    for (int device = 0; device < MOST_PARTS; device++) {
      socket.send(preKey(request, device));
    }

    assertThat(Await.done(asked)).hasSize(MOST_PARTS);
  }

  @Test
  void gathersTheDevicesUntilNoMoreCome() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withTimeouts(QUICK.withPreKeyQuiet(Duration.ofSeconds(1))));
    ScriptedSocket socket = server.accept();

    Future<List<PreKeyBundle>> asked = connection.preKeys(FRIEND.user(), Set.of(DeviceId.of(9)));
    RequestPreKeys request = socket.expect(RequestPreKeys.class);
    socket.send(preKey(request, 1));
    socket.send(preKey(request, 2));

    assertThat(devices(Await.done(asked))).containsExactly(1L, 2L);
    assertThat(request.user()).isEqualTo(FRIEND.user());
    assertThat(request.devices().known()).containsExactly(DeviceId.of(9));
  }

  @Test
  void waitsNoLongerThanForTheDevicesThatAreExpected() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withTimeouts(QUICK.withPreKeyQuiet(Duration.ofHours(1))));
    ScriptedSocket socket = server.accept();

    Future<List<PreKeyBundle>> asked = connection.preKeys(FRIEND.user(), Set.of(), 2);
    RequestPreKeys request = socket.expect(RequestPreKeys.class);
    socket.send(preKey(request, 1));
    socket.send(preKey(request, 2));

    assertThat(devices(Await.done(asked))).containsExactly(1L, 2L);
  }

  @Test
  void findsNothingNewWhereEveryDeviceIsKnown() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    Future<List<PreKeyBundle>> asked = connection.preKeys(FRIEND.user(), Set.of(DeviceId.of(1)));
    socket.ack(socket.expect(RequestPreKeys.class));

    assertThat(Await.done(asked)).isEmpty();
  }

  @Test
  void asksForTheDevicesThatTheAppWishesOnly() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();
    DeliveryToken token = new DeliveryToken(Buffer.buffer(new byte[DeliveryToken.BYTES]));
    Map<DeviceId, Integer> known = Map.of(DeviceId.of(1), 11, DeviceId.of(2), 22);

    Future<List<PreKeyBundle>> asked =
        connection.preKeys(
            FRIEND.user(),
            PreKeysOptions.ALL
                .withKnownRegistrations(known)
                .withOnly(Set.of(DeviceId.of(1)))
                .withDeliveryToken(
                    org.messagingserver.client.DeliveryToken.of(token.value().getBytes())));
    RequestPreKeys request = socket.expect(RequestPreKeys.class);
    socket.send(preKey(request, 1, 1));

    assertThat(devices(Await.done(asked))).containsExactly(1L);
    assertThat(request.devices())
        .isEqualTo(new DeviceSelection(known.keySet(), known, Set.of(DeviceId.of(1))));
    assertThat(request.deliveryToken()).contains(token);
  }

  @Test
  void ignoresKeysOfDevicesThatItKnowsOrHasNotAskedFor() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    PreKeysOptions some = PreKeysOptions.ALL.withKnown(Set.of(DeviceId.of(1)));
    Future<List<PreKeyBundle>> asked =
        connection.preKeys(FRIEND.user(), some.withOnly(Set.of(DeviceId.of(1), DeviceId.of(2))));
    RequestPreKeys request = socket.expect(RequestPreKeys.class);
    for (int device = 1; device <= 3; device++) {
      socket.send(preKey(request, device, 3));
    }

    assertThat(devices(Await.done(asked))).containsExactly(2L);
  }

  @Test
  void tellsARefusal() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    Future<List<PreKeyBundle>> asked = connection.preKeys(FRIEND.user(), Set.of());
    socket.refuse(socket.expect(RequestPreKeys.class), ErrorName.UNKNOWN_USER);

    assertThat(Await.failed(asked))
        .isInstanceOfSatisfying(
            ServerRefusedException.class,
            refusal -> assertThat(refusal.error()).contains(ErrorName.UNKNOWN_USER));
  }

  @Test
  void asksAgainOnANewSocketWhereNothingHadCome() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket first = server.accept();
    Future<List<PreKeyBundle>> asked = connection.preKeys(FRIEND.user(), Set.of());
    first.expect(RequestPreKeys.class);
    first.close(1012);

    ScriptedSocket second = server.accept();
    second.send(preKey(second.expect(RequestPreKeys.class), 1));

    assertThat(devices(Await.done(asked))).containsExactly(1L);
  }

  @Test
  void takesWhatCameBeforeTheSocketWasLost() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withTimeouts(QUICK.withPreKeyQuiet(Duration.ofHours(1))));
    ScriptedSocket first = server.accept();
    Future<List<PreKeyBundle>> asked = connection.preKeys(FRIEND.user(), Set.of());
    first.send(preKey(first.expect(RequestPreKeys.class), 1));
    first.close(1012);

    assertThat(devices(Await.done(asked))).containsExactly(1L);
  }

  @Test
  void waitsForAsManyAsTheServerStates() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withTimeouts(QUICK.withPreKeyQuiet(Duration.ofMillis(1))));
    ScriptedSocket socket = server.accept();

    Future<List<PreKeyBundle>> asked = connection.preKeys(FRIEND.user(), Set.of());
    RequestPreKeys request = socket.expect(RequestPreKeys.class);
    socket.send(preKey(request, 1, 2));
    Future<List<PreKeyBundle>> next = connection.preKeys(FRIEND.user(), Set.of());
    RequestPreKeys behind = socket.expect(RequestPreKeys.class);
    socket.send(preKey(behind, 1, 1));
    assertThat(devices(Await.done(next))).containsExactly(1L);
    assertThat(asked.isComplete()).isFalse();
    socket.send(preKey(request, 2, 2));

    assertThat(devices(Await.done(asked))).containsExactly(1L, 2L);
  }

  @Test
  void asksAgainOnANewSocketWhereAnAnswerWasCutShort() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket first = server.accept();
    Future<List<PreKeyBundle>> asked = connection.preKeys(FRIEND.user(), Set.of());
    first.send(preKey(first.expect(RequestPreKeys.class), 1, 2));
    first.close(1012);

    ScriptedSocket second = server.accept();
    RequestPreKeys again = second.expect(RequestPreKeys.class);
    second.send(preKey(again, 1, 2));
    second.send(preKey(again, 2, 2));

    assertThat(devices(Await.done(asked))).containsExactly(1L, 2L);
  }

  @Test
  void failsARequestThatGetsNoAnswerInTime() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withTimeouts(QUICK.withRequest(Duration.ofMillis(200))));
    server.accept();

    assertThat(Await.failed(connection.preKeys(FRIEND.user(), Set.of())))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void registersKeysFromTheSource() throws InterruptedException {
    AuthenticatedConnection connection = authenticated(options(), any -> Future.succeededFuture());
    connection.connect();
    Future<Void> registered = connection.register(3);
    ScriptedSocket socket = server.accept().letIn();

    Register register = socket.expect(Register.class);
    socket.ack(register);

    Await.done(registered);
    assertThat(register.registrationId()).isEqualTo(CountingKeys.REGISTRATION_ID);
    assertThat(register.signedPreKey()).isEqualTo(CountingKeys.SIGNED_PRE_KEY);
    assertThat(register.oneTimePreKeys()).hasSize(3);
  }

  @Test
  void registersInOrderWhatDoesNotFitIntoOneFrame() throws InterruptedException {
    int frameBytes = 1024;
    AuthenticatedConnection connection =
        authenticated(
            options().withLimits(ClientLimits.DEFAULT.withFrameBytes(frameBytes)),
            any -> Future.succeededFuture());
    connection.connect();
    Future<Void> registered = connection.register(400);
    ScriptedSocket socket = server.accept().letIn();

    List<Buffer> keys = new ArrayList<>();
    while (keys.size() < 400) {
      Register register = socket.expect(Register.class);
      assertThat(ClientMessageCodec.encode(register).length()).isLessThanOrEqualTo(frameBytes);
      keys.addAll(register.oneTimePreKeys());
      assertThat(registered.isComplete()).isFalse();
      socket.ack(register);
    }

    Await.done(registered);
    assertThat(keys).isEqualTo(Await.done(new CountingKeys().oneTimePreKeys(400)));
  }

  @Test
  void refusesAKeyThatFitsIntoNoFrame() throws InterruptedException {
    AuthenticatedConnection connection =
        client(options())
            .authenticated(
                Identity.generate(),
                DeviceId.of(7),
                new CountingKeys() {
                  @Override
                  public Future<List<Buffer>> oneTimePreKeys(int count) {
                    return Future.succeededFuture(
                        List.of(Buffer.buffer(new byte[ClientLimits.DEFAULT.frameBytes()])));
                  }
                },
                any -> Future.succeededFuture());
    connection.connect();
    ScriptedSocket socket = server.accept().letIn();

    assertThat(Await.failed(connection.register(1))).isInstanceOf(IllegalArgumentException.class);
    assertThat(socket.hasReceived()).isFalse();
  }

  @Test
  void registersTheSameKeysAgainWhenTheAnswerWasLost() throws InterruptedException {
    AuthenticatedConnection connection = authenticated(options(), any -> Future.succeededFuture());
    connection.connect();
    Future<Void> registered = connection.register(3);
    ScriptedSocket first = server.accept().letIn();
    Register lost = first.expect(Register.class);
    first.close(1012);

    ScriptedSocket second = server.accept().letIn();
    Register again = second.expect(Register.class);
    second.ack(again);

    Await.done(registered);
    assertThat(again.oneTimePreKeys()).isEqualTo(lost.oneTimePreKeys());
  }

  @Test
  void unregisters() throws InterruptedException {
    AuthenticatedConnection connection = authenticated(options(), any -> Future.succeededFuture());
    connection.connect();
    Future<Void> unregistered = connection.unregister();
    ScriptedSocket socket = server.accept().letIn();

    socket.ack(socket.expect(Unregister.class));

    Await.done(unregistered);
  }

  @Test
  void topsUpWhenKeysRunLow() throws InterruptedException {
    AuthenticatedConnection connection = authenticated(options(), any -> Future.succeededFuture());
    BlockingQueue<Integer> told = new LinkedBlockingQueue<>();
    connection.onPreKeysLow(told::add);
    connection.connect();
    ScriptedSocket socket = server.accept().letIn();

    socket.send(new PreKeysLow(2, 40));
    socket.send(new PreKeysLow(3, 41));
    Register topUp = socket.expect(Register.class);
    socket.ack(topUp);

    assertThat(topUp.registrationId()).isEqualTo(CountingKeys.REGISTRATION_ID);
    assertThat(topUp.signedPreKey()).isEqualTo(CountingKeys.SIGNED_PRE_KEY);
    assertThat(topUp.oneTimePreKeys()).hasSize(40);
    assertThat(told.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS)).isEqualTo(40);
    assertThat(told.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS)).isEqualTo(41);
    assertThat(socket.hasReceived()).isFalse();
  }

  @Test
  void topsUpWithinReasonHoweverManyAreRequested() throws InterruptedException {
    authenticated(options(), any -> Future.succeededFuture()).connect();
    ScriptedSocket socket = server.accept().letIn();

    socket.send(new PreKeysLow(2, -1));

    assertThat(socket.expect(Register.class).oneTimePreKeys()).hasSize(MOST_KEYS);
  }

  @Test
  void topsUpAtTheNextNoticeWhereTheFirstWasRefused() throws InterruptedException {
    authenticated(options(), any -> Future.succeededFuture()).connect();
    ScriptedSocket socket = server.accept().letIn();

    socket.send(new PreKeysLow(2, 1));
    socket.refuse(socket.expect(Register.class), ErrorName.UNAVAILABLE);
    socket.deliver(3, "after the refusal");
    socket.expect(Ack.class);
    socket.send(new PreKeysLow(4, 1));

    socket.ack(socket.expect(Register.class));
  }
}
