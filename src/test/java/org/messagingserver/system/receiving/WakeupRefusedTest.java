package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.TOO_MANY_REQUESTS;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_DEVICE;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.unregister;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.KeyStatus;
import org.messagingserver.protocol.WakeupStatus;
import org.messagingserver.protocol.WakeupStatus.State;
import org.messagingserver.system.receiving.WakeableServer.Device;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** Only a registered device can ask to be woken, by a subscription of the right form. */
@ExtendWith(VertxExtension.class)
class WakeupRefusedTest {
  @TempDir private static Path directory;
  private static WakeableServer wakeable;

  private final Device device = wakeable.device();

  @BeforeAll
  static void start(Vertx vertx) throws Exception {
    wakeable = WakeableServer.start(vertx, directory);
  }

  @AfterAll
  static void stop() {
    wakeable.close();
  }

  @Test
  void statesTheKeyOfTheServer() {
    Buffer key = device.socket.serverInfo().orElseThrow().wakeupKey();

    assertThat(key.length()).isEqualTo(65);
    assertThat(device.status()).isEqualTo(new WakeupStatus(State.SET, key));
  }

  @Test
  void needsALoginAndTheSecondVersion() {
    RawSocket anonymous = wakeable.open();
    RawSocket older = RawSocket.open(wakeable.server).logIn(device.user, 1);

    assertThat(refusal(anonymous.ask(device.subscription(0)))).isEqualTo(UNAUTHORIZED);
    assertThat(refusal(older.ask(device.subscription(0)))).isEqualTo(INVALID_MESSAGE);
  }

  @Test
  void needsARegistration() {
    device.socket.must(unregister());

    assertThat(refusal(device.socket.ask(device.subscription(0)))).isEqualTo(UNKNOWN_DEVICE);
    assertThat(refusal(device.socket.ask(device.subscription("", 0)))).isEqualTo(UNKNOWN_DEVICE);
  }

  @Test
  void takesEffectInTheOrderOfTheSocketsChanges() {
    device.socket.sendTogether(
        List.of(
            register(2, "signed").apply(10),
            device.subscription(0).apply(11),
            new RequestKeyStatus(12, false),
            unregister().apply(13),
            device.subscription(0).apply(14),
            new RequestKeyStatus(15, false)));

    List<ServerMessage> answers = device.socket.next(6);

    assertThat(answers).contains(new Ack(10), new Ack(11), new Ack(13));
    assertThat(answers).contains(new KeyStatus(15, KeysOnFile.NONE, WakeupStatus.NONE));
    assertThat(answers)
        .filteredOn(answer -> answer.sequence() == 14)
        .singleElement()
        .satisfies(answer -> assertThat(refusal(answer)).isEqualTo(UNKNOWN_DEVICE));
  }

  @Test
  void endsWithTheRegistration() {
    device.socket.must(register(2, "signed"));
    assertThat(device.status()).isEqualTo(WakeupStatus.NONE);

    device.socket.must(device.subscription(0)).must(unregister());
    assertThat(device.status()).isEqualTo(WakeupStatus.NONE);
  }

  @Test
  void endsByAnEmptyEndpoint() {
    device.socket.must(device.subscription("", 0));

    assertThat(device.status()).isEqualTo(WakeupStatus.NONE);
  }

  @Test
  void hasTheFormOfASubscription() throws GeneralSecurityException {
    String endpoint = wakeable.pushService.endpoint("/");
    Buffer point = device.keys.p256dh();
    Buffer auth = device.keys.auth();
    Buffer serverKey = device.socket.serverInfo().orElseThrow().wakeupKey();

    assertInvalid(new SetWakeup(1, "http://push.example/", point, auth, 0, serverKey));
    assertInvalid(new SetWakeup(1, "https://push.example:1/", point, auth, 0, serverKey));
    assertInvalid(new SetWakeup(1, "https://a:b@push.example/", point, auth, 0, serverKey));
    assertInvalid(
        new SetWakeup(1, "https://push.example/" + "a".repeat(1024), point, auth, 0, serverKey));
    assertInvalid(new SetWakeup(1, endpoint, point.getBuffer(1, 65), auth, 0, serverKey));
    assertInvalid(new SetWakeup(1, endpoint, Buffer.buffer(new byte[65]), auth, 0, serverKey));
    assertInvalid(new SetWakeup(1, endpoint, point, auth.getBuffer(0, 15), 0, serverKey));
    assertInvalid(new SetWakeup(1, endpoint, point, auth, 0, point));
    assertInvalid(new SetWakeup(1, endpoint, point, auth, 0, Buffer.buffer()));
    device.socket.must(sequence -> new SetWakeup(sequence, endpoint, point, auth, -1, serverKey));
  }

  private void assertInvalid(SetWakeup request) {
    ServerMessage answer =
        device.socket.ask(
            sequence ->
                new SetWakeup(
                    sequence,
                    request.endpoint(),
                    request.p256dh(),
                    request.auth(),
                    request.minSeconds(),
                    request.serverKey()));
    assertThat(refusal(answer)).isEqualTo(INVALID_MESSAGE);
  }

  @Test
  void isNothingWhereDevicesAreNotWoken() {
    try (TestServer other = TestServer.start()) {
      RawSocket socket =
          RawSocket.open(other, ProtocolVersion.V2)
              .logIn(Identity.generate(), 1)
              .must(register(1, "signed", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"));

      assertThat(socket.serverInfo().orElseThrow().wakeupKey()).isEqualTo(Buffer.buffer());
      assertThat(refusal(socket.ask(device.subscription(0)))).isEqualTo(INVALID_MESSAGE);
      assertThat(refusal(socket.ask(device.subscription("", 0)))).isEqualTo(INVALID_MESSAGE);
      KeyStatus status = (KeyStatus) socket.ask(sequence -> new RequestKeyStatus(sequence, false));
      assertThat(status.wakeup()).isEqualTo(WakeupStatus.NONE);
    }
  }

  @Test
  void countsAsARegistration() {
    JsonObject limits =
        new JsonObject()
            .put("enabled", true)
            .put("source", new JsonObject().put("registrationsPerMinute", 2));
    try (TestServer limited = TestServer.start(new JsonObject().put("limits", limits))) {
      RawSocket socket = RawSocket.open(limited, ProtocolVersion.V2).logIn(Identity.generate(), 1);

      assertThat(refusal(socket.ask(device.subscription("", 0)))).isEqualTo(INVALID_MESSAGE);
      assertThat(refusal(socket.ask(device.subscription("", 0)))).isEqualTo(INVALID_MESSAGE);
      assertThat(refusal(socket.ask(device.subscription("", 0)))).isEqualTo(TOO_MANY_REQUESTS);
    }
  }
}
