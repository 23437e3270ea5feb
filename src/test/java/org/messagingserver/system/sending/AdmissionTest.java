package org.messagingserver.system.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.MAILBOX_FULL;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.address;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A device decides what senders without one of its delivery tokens may do. */
class AdmissionTest {
  private static final DeliveryToken TOKEN = token("t");
  private static final DeliveryToken ANOTHER = token("a");

  private static TestServer server;

  private final Identity alice = Identity.generate();

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("limits", TestServer.unlimited())
                .put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void letsHoldersOfATokenReachADeviceThatIsNotThereForStrangers() {
    RawSocket device = device().must(admit(Strangers.NONE, TOKEN));
    RawSocket sender = sender();

    assertThat(refusal(sender.ask(outbound(alice, 1, "from a stranger")))).isEqualTo(UNKNOWN_USER);
    assertThat(refusal(sender.ask(send("by a wrong token", ANOTHER)))).isEqualTo(UNKNOWN_USER);
    assertThat(refusal(RawSocket.open(server).ask(outbound(alice, 1, "by the first version"))))
        .isEqualTo(UNKNOWN_USER);
    sender.request(send("from a contact", TOKEN));

    assertThat(device.ackedTexts(1)).containsExactly("from a contact");
    assertThat(sender.next()).isInstanceOf(Ack.class);
  }

  @Test
  void takesAFewMessagesOfStrangersAndAnyNumberFromHolders() {
    RawSocket device = device().must(admit(Strangers.FEW, TOKEN));
    RawSocket stranger = sender();

    for (int message = 0; message < 20; message++) {
      assertThat(stranger.ask(outbound(alice, 1, "m" + message))).isInstanceOf(Ack.class);
      assertThat(device.ackedTexts(1)).containsExactly("m" + message);
    }

    assertThat(refusal(stranger.ask(outbound(alice, 1, "one more")))).isEqualTo(MAILBOX_FULL);
    stranger.request(send("from a contact", TOKEN));
    assertThat(device.ackedTexts(1)).containsExactly("from a contact");
  }

  @Test
  void takesNothingLargeFromStrangersWhereFewAreTaken() {
    device().must(admit(Strangers.FEW, TOKEN));

    assertThat(refusal(sender().ask(outbound(alice, 1, Buffer.buffer(new byte[4097])))))
        .isEqualTo(MAILBOX_FULL);
  }

  @Test
  void closesTheDoorForStrangersOnEverySocketOfTheDevice() {
    RawSocket device = device().must(admit(Strangers.WELCOME));
    RawSocket sibling = RawSocket.open(server, ProtocolVersion.V2).logIn(alice, 1);
    RawSocket stranger = sender();
    stranger.request(outbound(alice, 1, "first"));
    assertThat(device.ackedTexts(1)).containsExactly("first");
    assertThat(sibling.ackedTexts(1)).containsExactly("first");
    assertThat(stranger.next()).isInstanceOf(Ack.class);

    sibling.must(admit(Strangers.NONE, TOKEN));

    assertThat(refusal(stranger.ask(outbound(alice, 1, "second")))).isEqualTo(UNKNOWN_USER);
    sibling.must(admit(Strangers.WELCOME));
    stranger.request(outbound(alice, 1, "third"));
    assertThat(device.ackedTexts(1)).containsExactly("third");
    assertThat(stranger.next()).isInstanceOf(Ack.class);
  }

  /** One device's row must not make the sweep fail for all others. */
  @Test
  void takesATokenThatIsNamedTwiceForOne() {
    device().must(admit(Strangers.NONE, TOKEN, TOKEN)).close();
    RawSocket device = RawSocket.open(server, ProtocolVersion.V2).logIn(alice, 1);
    RawSocket sender = sender();

    sender.request(send("from a contact", TOKEN));

    assertThat(device.ackedTexts(1)).containsExactly("from a contact");
    assertThat(sender.next()).isInstanceOf(Ack.class);
  }

  @Test
  void dropsATokenThatIsNotNamedAgain() {
    RawSocket device = device().must(admit(Strangers.NONE, TOKEN));
    RawSocket sender = sender();

    device.must(admit(Strangers.NONE, ANOTHER, token("b"), token("c"), token("d")));

    assertThat(refusal(sender.ask(send("by the old token", TOKEN)))).isEqualTo(UNKNOWN_USER);
    sender.request(send("by a new token", ANOTHER));
    assertThat(device.ackedTexts(1)).containsExactly("by a new token");
  }

  @Test
  void keepsTheAdmissionWhereARegisterNamesNone() {
    RawSocket device = device().must(admit(Strangers.NONE, TOKEN));

    device.must(register(1, "signed", "a key")).must(register(2, "another"));

    assertThat(refusal(sender().ask(outbound(alice, 1, "hello")))).isEqualTo(UNKNOWN_USER);
  }

  @Test
  void admitsEverybodyAgainAfterUnregistering() {
    RawSocket device = device().must(admit(Strangers.NONE, TOKEN));

    device.must(ClientMessage.Unregister::new).must(register(1, "signed"));

    assertThat(sender().ask(outbound(alice, 1, "hello"))).isInstanceOf(Ack.class);
  }

  @Test
  void showsStrangersNoKeysOfADeviceThatIsNotThereForThem() {
    device().must(register(1, "signed", "one-time")).must(admit(Strangers.NONE, TOKEN));
    RawSocket sender = sender();

    assertThat(refusal(sender.ask(preKeysOf(alice)))).isEqualTo(UNKNOWN_USER);
    assertThat(((PreKey) sender.ask(keysBy(TOKEN))).bundle().oneTimePreKey())
        .isEqualTo(Buffer.buffer("one-time"));
  }

  @Test
  void showsStrangersTheSignedKeyAloneWhereFewAreTaken() {
    device().must(register(1, "signed", "one-time")).must(admit(Strangers.FEW, TOKEN));
    RawSocket sender = sender();

    assertThat(((PreKey) sender.ask(preKeysOf(alice))).bundle().oneTimePreKey())
        .isEqualTo(Buffer.buffer());
    assertThat(((PreKey) sender.ask(keysBy(TOKEN))).bundle().oneTimePreKey())
        .isEqualTo(Buffer.buffer("one-time"));
  }

  private RawSocket device() {
    return RawSocket.open(server, ProtocolVersion.V2).logIn(alice, 1).must(register(1, "signed"));
  }

  private static RawSocket sender() {
    return RawSocket.open(server, ProtocolVersion.V2);
  }

  private static DeliveryToken token(String letter) {
    return new DeliveryToken(Buffer.buffer(letter.repeat(DeliveryToken.BYTES)));
  }

  private static IntFunction<ClientMessage> admit(Strangers strangers, DeliveryToken... tokens) {
    List<Buffer> hashes = List.of(tokens).stream().map(DeliveryToken::hash).toList();
    return sequence ->
        new Register(
            sequence,
            1,
            Buffer.buffer("signed"),
            List.of(),
            Optional.of(new Admission(strangers, hashes)));
  }

  private IntFunction<ClientMessage> send(String text, DeliveryToken token) {
    return sequence ->
        new OutboundMessage(
            sequence,
            address(alice, 1),
            Buffer.buffer(text),
            Handling.ORDINARY,
            OptionalInt.empty(),
            Optional.of(token));
  }

  private IntFunction<ClientMessage> keysBy(DeliveryToken token) {
    return sequence ->
        new RequestPreKeys(
            sequence, alice.userId(), DeviceSelection.except(Set.of()), Optional.of(token));
  }
}
