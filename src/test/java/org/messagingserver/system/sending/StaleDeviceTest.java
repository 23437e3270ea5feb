package org.messagingserver.system.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestServer;

/** Messages that name the registrationID of their device, and devices that get another one. */
class StaleDeviceTest {
  private static TestServer server;

  private Identity bob;
  private RawSocket recipient;
  private RawSocket sender;

  @BeforeAll
  static void start() {
    server = TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void connect() {
    bob = Identity.generate();
    recipient = Requests.registered(server, bob, 1);
    sender = RawSocket.open(server, ProtocolVersion.V2);
  }

  @Test
  void refusesWhatIsForAnotherRegistrationWhetherTheDeviceIsOnlineOrNot() {
    assertThat(refusal(sender.ask(outbound(bob, 1, "live", 2)))).isEqualTo(ErrorName.STALE_DEVICE);
    recipient.close();
    assertThat(refusal(sender.ask(outbound(bob, 1, "away", 2)))).isEqualTo(ErrorName.STALE_DEVICE);

    assertThat(Mail.takeAll(server, bob)).isEmpty();
  }

  @Test
  void delivers() {
    int sequence = sender.request(outbound(bob, 1, "hello", 1));

    assertThat(Mail.takeOne(recipient)).isEqualTo("hello");
    Mail.awaitAck(sender, sequence);
  }

  @Test
  void storesWhatIsForTheRegistrationOfADeviceThatIsAway() {
    recipient.close();

    sender.must(outbound(bob, 1, "hello", 1));

    assertThat(Mail.takeAll(server, bob)).containsExactly("hello");
  }

  @Test
  void takesARegistrationIdOf0ForOne() {
    assertThat(refusal(sender.ask(outbound(bob, 1, "hello", 0)))).isEqualTo(ErrorName.STALE_DEVICE);
    recipient.must(register(0, "another"));

    int sequence = sender.request(outbound(bob, 1, "hello", 0));

    assertThat(Mail.takeOne(recipient)).isEqualTo("hello");
    Mail.awaitAck(sender, sequence);
  }

  @Test
  void knowsNothingOfItInTheFirstVersion() {
    RawSocket old = RawSocket.open(server);

    int sequence = old.request(outbound(bob, 1, "hello", 2));

    assertThat(Mail.takeOne(recipient)).isEqualTo("hello");
    Mail.awaitAck(old, sequence);
  }

  @Test
  void refusesOldSessionsAsSoonAsTheDeviceHasRegisteredAnew() {
    recipient.must(register(2, "another"));

    assertThat(refusal(sender.ask(outbound(bob, 1, "old", 1)))).isEqualTo(ErrorName.STALE_DEVICE);
    int sequence = sender.request(outbound(bob, 1, "new", 2));

    assertThat(Mail.takeOne(recipient)).isEqualTo("new");
    Mail.awaitAck(sender, sequence);
  }

  @Test
  void closesTheOtherSocketsOfAnAddressThatRegistersAnew() {
    RawSocket present = RawSocket.open(server).logIn(bob, 1);

    present.must(register(2, "another"));

    assertThat(recipient.closeCode()).isEqualTo(CloseCode.POLICY.code());
    Mail.send(sender, bob, "hello");
    assertThat(Mail.takeOne(present)).isEqualTo("hello");
  }

  @Test
  void closesNoneWhereADeviceRegistersMoreKeysOrAnotherSignedKey() {
    RawSocket present = RawSocket.open(server).logIn(bob, 1);

    present.must(register(1, "signed", "more"));
    present.must(register(1, "another"));

    Mail.send(sender, bob, "hello");
    assertThat(Mail.takeOne(present)).isEqualTo("hello");
    assertThat(Mail.takeOne(recipient)).isEqualTo("hello");
  }
}
