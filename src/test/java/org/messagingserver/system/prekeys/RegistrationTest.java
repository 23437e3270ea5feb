package org.messagingserver.system.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.TOO_MANY_DEVICES;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_DEVICE;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.registered;
import static org.messagingserver.testkit.Requests.unregister;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.testkit.Bytes;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

class RegistrationTest extends Registrations {
  @Test
  void isOnFileOnceAcked() {
    RawSocket device = loggedIn(1);

    assertThat(device.ask(register(7, "signed", "key"))).isInstanceOf(Ack.class);

    PreKeyBundle bundle = taken();
    assertThat(bundle.registrationId()).isEqualTo(7);
    assertThat(bundle.signedPreKey().toString()).isEqualTo("signed");
    assertThat(bundle.oneTimePreKey().toString()).isEqualTo("key");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, Integer.MAX_VALUE, -1})
  void keepsEveryRegistrationId(int registrationId) {
    loggedIn(1).must(register(registrationId, "signed"));

    assertThat(taken().registrationId()).isEqualTo(registrationId);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 33, 20_000})
  void keepsKeysOfAnySizeByteForByte(int length) {
    Buffer signed = Bytes.random(length);
    Buffer oneTime = Bytes.random(Math.max(1, length));

    loggedIn(1).must(sequence -> new Register(sequence, 7, signed, List.of(oneTime)));

    PreKeyBundle bundle = taken();
    assertThat(bundle.signedPreKey()).isEqualTo(signed);
    assertThat(bundle.oneTimePreKey()).isEqualTo(oneTime);
  }

  @Test
  void addsKeysToTheSameRegistration() {
    RawSocket device = loggedIn(1).must(register(7, "signed", "a", "b"));

    device.must(register(7, "signed", "c"));

    assertThat(takenKeys(4)).containsExactly("c", "b", "a", "");
  }

  @ParameterizedTest
  @CsvSource({"8, signed", "7, other", "8, other"})
  void dropsTheKeysOfAReplacedRegistration(int registrationId, String signedPreKey) {
    RawSocket device = loggedIn(1).must(register(7, "signed", "a", "b"));

    device.must(register(registrationId, signedPreKey, "c"));

    PreKeyBundle bundle = taken();
    assertThat(bundle.registrationId()).isEqualTo(registrationId);
    assertThat(bundle.signedPreKey().toString()).isEqualTo(signedPreKey);
    assertThat(bundle.oneTimePreKey().toString()).isEqualTo("c");
    assertThat(takenKeys(1)).containsExactly("");
  }

  @Test
  void replacesAReplacementByTheFirstWithoutItsKeys() {
    RawSocket device = loggedIn(1).must(register(7, "signed", "a"));

    device.must(register(8, "other", "b")).must(register(7, "signed"));

    assertThat(takenKeys(1)).containsExactly("");
  }

  @Test
  void keepsWaitingMessagesWhenItIsReplaced() {
    registered(server, alice, 1).kill();
    stranger.must(outbound(alice, 1, "waits"));

    RawSocket device = loggedIn(1);
    var waiting = device.nextInbound();
    device.must(register(9, "other"));
    device.kill();

    assertThat(waiting.sealedMessage().toString()).isEqualTo("waits");
    assertThat(loggedIn(1).ackedTexts(1)).containsExactly("waits");
  }

  @Test
  void letsTheOldestKeysGoWhenThereAreTooMany() {
    RawSocket device = loggedIn(1).must(register(7, "signed", "a", "b", "c"));

    device.must(register(7, "signed", "d", "e", "f", "g"));

    assertThat(takenKeys(MAX_PER_DEVICE + 1)).containsExactly("g", "f", "e", "d", "c", "");
  }

  @Test
  void letsTheOldestKeysGoWhenOneRequestHasTooMany() {
    loggedIn(1).must(register(7, "signed", "a", "b", "c", "d", "e", "f", "g"));

    assertThat(takenKeys(MAX_PER_DEVICE + 1)).containsExactly("g", "f", "e", "d", "c", "");
  }

  @Test
  void handsOutOnceWhatWasRegisteredTwice() {
    RawSocket device = loggedIn(1).must(register(7, "signed", "a", "b", "a"));

    device.must(register(7, "signed", "a", "b"));

    assertThat(takenKeys(3)).containsExactlyInAnyOrder("a", "b", "");
  }

  @Test
  void keepsTheDevicesOfAUserApart() {
    loggedIn(1).must(register(7, "signed", "a"));
    RawSocket second = loggedIn(2).must(register(8, "other", "b"));

    second.must(register(9, "third"));

    assertThat(stranger.ask(preKeysOf(alice, 2)))
        .isInstanceOfSatisfying(
            PreKey.class,
            answer -> {
              assertThat(answer.bundle().registrationId()).isEqualTo(7);
              assertThat(answer.bundle().oneTimePreKey().toString()).isEqualTo("a");
            });
  }

  @Test
  void refusesOneDeviceTooMany() {
    loggedIn(1).must(register(7, "signed"));
    RawSocket second = loggedIn(2).must(register(8, "signed"));
    RawSocket third = loggedIn(3);

    assertThat(refusal(third.ask(register(9, "signed")))).isEqualTo(TOO_MANY_DEVICES);

    second.must(register(8, "signed", "more")).must(register(10, "replaced"));
    assertThat(refusal(stranger.ask(outbound(alice, 3, "hello")))).isEqualTo(UNKNOWN_DEVICE);
  }

  @Test
  void refusesAllButTheAllowedWhenManyDevicesRegisterAtOnce() {
    List<RawSocket> devices = IntStream.range(0, 6).mapToObj(this::loggedIn).toList();

    devices.forEach(device -> device.request(register(7, "signed")));

    List<ServerMessage> answers = devices.stream().map(RawSocket::next).toList();
    assertThat(answers).filteredOn(Ack.class::isInstance).hasSize(MAX_DEVICES);
    assertThat(answers)
        .filteredOn(answer -> !(answer instanceof Ack))
        .allMatch(answer -> refusal(answer) == TOO_MANY_DEVICES);
  }

  @Test
  void needsALogin() {
    assertThat(refusal(stranger.ask(register(7, "signed")))).isEqualTo(UNAUTHORIZED);
    assertThat(refusal(stranger.ask(unregister()))).isEqualTo(UNAUTHORIZED);

    assertThat(refusal(stranger.ask(preKeysOf(alice)))).isEqualTo(UNKNOWN_USER);
  }

  /** The answer to the first was lost, perhaps. */
  @Test
  void handsOutNoKeyTwiceWhenARegisterComesAgain() {
    RawSocket device = loggedIn(1).must(register(1, "signed", "one", "two"));
    assertThat(takenKeys(1)).containsExactly("two");

    device.must(register(1, "signed", "one", "two"));

    assertThat(takenKeys(2)).containsExactly("one", "");
  }

  @Test
  void outlivesTheServer() {
    try (TestServer first = TestServer.start(noNotices())) {
      registered(first, alice, 1, "key");
      first.stop();

      try (TestServer second = first.startAgain()) {
        var answer = (PreKey) RawSocket.open(second).ask(preKeysOf(alice));
        assertThat(answer.bundle().registrationId()).isEqualTo(1);
        assertThat(answer.bundle().signedPreKey().toString()).isEqualTo("signed");
        assertThat(answer.bundle().oneTimePreKey().toString()).isEqualTo("key");
      }
    }
  }

  private static JsonObject noNotices() {
    return new JsonObject().put("preKeys", new JsonObject().put("low", 0));
  }
}
