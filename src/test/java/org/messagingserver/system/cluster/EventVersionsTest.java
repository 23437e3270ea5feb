package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestNodes;

/** What a node says of a registration to others that read it, and to those that may not. */
class EventVersionsTest {
  private static final JsonObject SILENT =
      new JsonObject().put("preKeys", new JsonObject().put("low", 0));

  private static TestNodes nodes;

  @BeforeAll
  static void start() {
    nodes = TestNodes.start(2, SILENT);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  /** The other node may hear of the sockets a moment later. */
  private static void awaitRefusal(RawSocket sender, Identity bob, int registrationId) {
    Mail.until(() -> isRefused(sender, bob, registrationId));
  }

  private static boolean isRefused(RawSocket sender, Identity bob, int registrationId) {
    var answer = sender.ask(outbound(bob, 1, "stale", registrationId));
    return answer instanceof ServerMessage.Failure && refusal(answer) == ErrorName.STALE_DEVICE;
  }

  @Test
  void refusesWhatIsForAnotherRegistrationOfADeviceAtAnotherNode() {
    Identity bob = Identity.generate();
    RawSocket recipient = Requests.registered(nodes.get(0), bob, 1);
    RawSocket sender = RawSocket.open(nodes.get(1), ProtocolVersion.V2);
    recipient.close();
    awaitRefusal(sender, bob, 2);
    RawSocket again = RawSocket.open(nodes.get(0)).logIn(bob, 1);
    awaitRefusal(sender, bob, 2);

    assertThat(refusal(sender.ask(outbound(bob, 1, "stale", 3)))).isEqualTo(ErrorName.STALE_DEVICE);
    int sequence = sender.request(outbound(bob, 1, "right", 1));

    Mail.until(() -> Mail.takeOne(again).equals("right"));
    Mail.awaitAck(sender, sequence);
  }

  @Test
  void closesSocketsOfAnAddressThatRegistersAnewAtAnotherNode() {
    Identity bob = Identity.generate();
    RawSocket former = Requests.registered(nodes.get(0), bob, 1);
    RawSocket present = RawSocket.open(nodes.get(1)).logIn(bob, 1);

    Mail.until(
        () -> {
          int registrationId = present.sequence() + 1;
          present.must(register(registrationId, "another"));
          return !former.isOpen();
        });

    assertThat(former.closeCode()).isEqualTo(CloseCode.POLICY.code());
  }

  @Test
  void doesNotStartBesideNodesOfAnotherVersion() {
    try (TestNodes mixed = TestNodes.start(1, SILENT)) {
      assertThatThrownBy(mixed::anotherOfAnEarlierVersion)
          .hasStackTraceContaining("a version that does not work together with this one");
    }
  }
}
