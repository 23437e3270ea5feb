package org.messagingserver.system.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.unregister;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.KeyStatus;
import org.messagingserver.protocol.WakeupStatus;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A device learns what the server has on file of its own keys, and nobody else's. */
class KeyStatusTest {
  private static TestServer server;

  private final Identity alice = Identity.generate();
  private final RawSocket device = RawSocket.open(server, ProtocolVersion.V2).logIn(alice, 1);

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject().put("preKeys", new JsonObject().put("low", 0).put("maxPerDevice", 3)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static IntFunction<ClientMessage> status(boolean hashes) {
    return sequence -> new RequestKeyStatus(sequence, hashes);
  }

  private static KeysOnFile onFile(RawSocket device, boolean hashes) {
    return ((KeyStatus) device.ask(status(hashes))).keys();
  }

  private static KeysOnFile keys(
      int registrationId, String signedPreKey, int count, String... hashed) {
    byte[] signed = Buffer.buffer(signedPreKey).getBytes();
    List<Integer> hashes =
        Stream.of(hashed).map(key -> KeysOnFile.shortHash(Buffer.buffer(key).getBytes())).toList();
    return new KeysOnFile(
        true, registrationId, Buffer.buffer(KeysOnFile.hash(signed)), count, hashes);
  }

  @Test
  void isEmptyWhereTheDeviceIsNotRegistered() {
    assertThat(onFile(device, false)).isEqualTo(KeysOnFile.NONE);
    assertThat(onFile(device, true)).isEqualTo(KeysOnFile.NONE);
  }

  @Test
  void countsTheKeysThatAreLeftAndHashesThemTheNewestFirst() {
    device.must(register(7, "signed", "1", "2", "3"));
    assertThat(onFile(device, false)).isEqualTo(keys(7, "signed", 3));
    assertThat(onFile(device, true)).isEqualTo(keys(7, "signed", 3, "3", "2", "1"));

    RawSocket.open(server).ask(preKeysOf(alice));

    assertThat(onFile(device, false)).isEqualTo(keys(7, "signed", 2));
    assertThat(onFile(device, true)).isEqualTo(keys(7, "signed", 2, "2", "1"));
  }

  @Test
  void showsWhatIsOnFileAfterTheChangesThatWereRequestedBefore() {
    device.sendTogether(
        List.of(
            register(7, "signed", "1").apply(10),
            register(8, "signed", "2").apply(11),
            status(true).apply(12)));
    assertThat(device.next(3))
        .contains(new KeyStatus(12, keys(8, "signed", 1, "2"), WakeupStatus.NONE));

    device.sendTogether(List.of(unregister().apply(13), status(true).apply(14)));
    assertThat(device.next(2)).contains(new KeyStatus(14, KeysOnFile.NONE, WakeupStatus.NONE));
  }

  @Test
  void saysNothingOfAnotherDevice() {
    RawSocket.open(server).logIn(alice, 2).must(register(9, "other", "1"));

    assertThat(onFile(device, true)).isEqualTo(KeysOnFile.NONE);
  }

  @Test
  void needsALoginAndTheSecondVersion() {
    RawSocket anonymous = RawSocket.open(server, ProtocolVersion.V2);
    RawSocket older = RawSocket.open(server).logIn(alice, 1);

    assertThat(refusal(anonymous.ask(status(false)))).isEqualTo(UNAUTHORIZED);
    assertThat(refusal(older.ask(status(false)))).isEqualTo(INVALID_MESSAGE);
    assertThat(older.ask(register(1, "signed"))).isInstanceOf(Ack.class);
  }
}
