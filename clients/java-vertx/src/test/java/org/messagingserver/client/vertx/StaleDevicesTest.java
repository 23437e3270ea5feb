package org.messagingserver.client.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagePart;
import org.messagingserver.client.PreKeysOptions;
import org.messagingserver.client.SendOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.MultiMessage.Part;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.protocol.ServerMessage.MultiResult.Refusal;
import org.messagingserver.protocol.UserId;

class StaleDevicesTest extends ClientTest {
  private static final SendOptions FORMER = SendOptions.NONE.withRegistrationId(11);
  private static final int DEVICE = 1;

  private final RecordedDevices devices = new RecordedDevices().with(FRIEND, 11).with(OTHER, 7);

  private AnonymousConnection checking() {
    AnonymousConnection connection = client(options()).anonymous(devices);
    connection.connect();
    return connection;
  }

  private static ScriptedSocket nothingHasChanged(ScriptedSocket socket)
      throws InterruptedException {
    socket.ack(socket.expect(RequestPreKeys.class));
    return socket;
  }

  @Test
  void fetchesTheKeysOfADeviceThatRefusedAMessage() throws InterruptedException {
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();

    Future<Void> sent = connection.send(FRIEND, Buffer.buffer("1"), FORMER);
    OutboundMessage message = nothingHasChanged(socket).expect(OutboundMessage.class);
    socket.refuse(message, ErrorName.STALE_DEVICE);
    RequestPreKeys check = socket.expect(RequestPreKeys.class);
    assertThat(Await.failed(sent)).isInstanceOf(ServerRefusedException.class);
    Future<Void> checked = connection.checkDevices(FRIEND.user());
    socket.send(RecordedDevices.preKey(check, DEVICE, 12));

    Await.done(checked);
    assertThat(check.devices().registrationIds()).isEqualTo(Map.of(FRIEND.device(), 11));
    assertThat(devices.nextChange()).containsExactly(1L);
    assertThat(Await.done(devices.known(FRIEND.user()))).isEqualTo(Map.of(FRIEND.device(), 12));
    assertThat(socket.hasReceived()).isFalse();
  }

  @Test
  void checksOnceForAllMessagesThatAreRefusedTogether() throws InterruptedException {
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();

    List<Future<Void>> sent =
        List.of(
            connection.send(FRIEND, Buffer.buffer("1"), FORMER),
            connection.send(FRIEND, Buffer.buffer("2"), FORMER));
    nothingHasChanged(socket)
        .expectSends(2)
        .forEach(message -> socket.refuse(message, ErrorName.STALE_DEVICE));
    RequestPreKeys check = socket.expect(RequestPreKeys.class);
    sent.forEach(Await::failed);
    socket.send(RecordedDevices.preKey(check, DEVICE, 12));
    Await.done(connection.checkDevices(FRIEND.user()));
    sendAll(connection, FRIEND, "sealed again");

    assertThat(texts(socket.expectSends(1))).containsExactly("sealed again");
  }

  @Test
  void asksAgainIfTheAnswerMayBeOlderThanTheRefusal() throws InterruptedException {
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();

    connection.send(FRIEND, Buffer.buffer("1"), FORMER);
    connection.send(FRIEND, Buffer.buffer("2"), FORMER);
    List<OutboundMessage> messages = nothingHasChanged(socket).expectSends(2);
    socket.refuse(messages.get(0), ErrorName.STALE_DEVICE);
    RequestPreKeys first = socket.expect(RequestPreKeys.class);
    socket.refuse(messages.get(1), ErrorName.STALE_DEVICE);
    socket.ack(first);
    RequestPreKeys second = socket.expect(RequestPreKeys.class);
    socket.send(RecordedDevices.preKey(second, DEVICE, 12));

    assertThat(devices.nextChange()).containsExactly(1L);
    Await.done(connection.checkDevices(FRIEND.user()));
    assertThat(socket.hasReceived()).isFalse();
  }

  @Test
  void checksTheRecipientsOfAMessageToManyAndWhoseOfThemIsStale() throws InterruptedException {
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();
    List<Part> parts =
        List.of(
            new Part(FRIEND, Buffer.buffer("1"), OptionalInt.of(11), Optional.empty()),
            new Part(OTHER, Buffer.buffer("2"), OptionalInt.of(7), Optional.empty()));

    Future<List<Optional<ServerRefusedException>>> sent =
        connection.sendMultiRecipient(Buffer.buffer("shared"), parts(parts));
    RequestPreKeys one = socket.expect(RequestPreKeys.class);
    RequestPreKeys other = socket.expect(RequestPreKeys.class);
    socket.ack(other);
    Await.done(connection.checkDevices(other.user()));
    assertThat(socket.hasReceived()).isFalse();
    socket.ack(one);
    MultiMessage message = socket.expect(MultiMessage.class);
    socket.send(
        new MultiResult(
            message.sequence(), List.of(new Refusal(1, ErrorName.STALE_DEVICE.text()))));
    RequestPreKeys check = socket.expect(RequestPreKeys.class);
    socket.send(RecordedDevices.preKey(check, DEVICE, 8));

    assertThat(Await.done(sent).get(1).orElseThrow().error()).contains(ErrorName.STALE_DEVICE);
    assertThat(List.of(one.user(), other.user()))
        .containsExactlyInAnyOrder(FRIEND.user(), OTHER.user());
    assertThat(check.user()).isEqualTo(OTHER.user());
    assertThat(devices.nextChange()).containsExactly(1L);
  }

  @Test
  void checksALargeGroupInTurns() throws InterruptedException {
    int members = 40;
    List<Address> group =
        IntStream.range(0, members)
            .mapToObj(member -> new Address(Identity.generate().userId(), DeviceId.of(1)))
            .toList();
    group.forEach(member -> devices.with(member, 1));
    AnonymousConnection connection = checking();
    ScriptedSocket socket = server.accept();

    Future<?> sent =
        connection.sendMultiRecipient(
            Buffer.buffer("shared"),
            group.stream().map(member -> new MessagePart(member, new byte[0])).toList());
    // The first of these leaves room for the requests of the app.
    List<RequestPreKeys> checks = expectChecks(socket, 16);
    Future<?> own = connection.preKeys(Identity.generate().userId(), PreKeysOptions.ALL);
    socket.refuse(socket.expect(RequestPreKeys.class), ErrorName.UNKNOWN_USER);
    Await.failed(own);
    assertThat(socket.hasReceived()).isFalse();
    checks.forEach(socket::ack);
    expectChecks(socket, 16).forEach(socket::ack);
    expectChecks(socket, 8).forEach(socket::ack);
    MultiMessage message = socket.expect(MultiMessage.class);
    socket.send(new MultiResult(message.sequence(), List.of()));

    Await.done(sent);
    assertThat(message.parts()).hasSize(members);
  }

  private static List<RequestPreKeys> expectChecks(ScriptedSocket socket, int count) {
    List<RequestPreKeys> checks =
        IntStream.range(0, count).mapToObj(check -> expectCheck(socket)).toList();
    assertThat(checks.stream().map(RequestPreKeys::user).collect(Collectors.<UserId>toSet()))
        .hasSize(count);
    return checks;
  }

  private static RequestPreKeys expectCheck(ScriptedSocket socket) {
    try {
      return socket.expect(RequestPreKeys.class);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
