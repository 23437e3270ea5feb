package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.testkit.Disk;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestNodes;
import org.messagingserver.testkit.TestServer;

/** What a cluster may forget costs seconds, not messages. The sweep alone would take an hour. */
class ClusterHealingTest {
  private static TestNodes nodes;

  private Identity bob;
  private RawSocket recipient;
  private RawSocket sender;

  @BeforeAll
  static void start() {
    JsonObject hourly = new JsonObject().put("reconcileIntervalSeconds", 3600);
    JsonObject silent = new JsonObject().put("low", 0);
    nodes = TestNodes.start(2, new JsonObject().put("delivery", hourly).put("preKeys", silent));
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @BeforeEach
  void connect() {
    bob = Identity.generate();
    recipient = Requests.registered(nodes.get(0), bob, 1);
    sender = RawSocket.open(nodes.get(1));
  }

  @Test
  void bringsAMessageToTheNodeThatHoldsTheSocket() {
    Mail.send(sender, bob, "hello");

    assertThat(Mail.takeOne(recipient)).isEqualTo("hello");
    assertThat(sender.next()).isNotNull();
  }

  @Test
  void findsAgainWhoseRegistrationIsLost() {
    nodes.forgetRegistrations();

    Mail.deliver(sender, bob, "stored, and hinted at in vain");

    assertThat(Mail.takeOne(recipient)).isEqualTo("stored, and hinted at in vain");
  }

  @Test
  void findsAgainWhoseRegistrationIsLostUnheard() {
    Mail.deliver(sender, bob, "before");
    assertThat(Mail.takeOne(recipient)).isEqualTo("before");
    nodes.forgetRegistrationsSilently();
    TestServer third = nodes.another(new JsonObject());
    RawSocket stranger = RawSocket.open(third);

    Mail.deliver(stranger, bob, "from a node that never knew");

    assertThat(Mail.takeOne(recipient)).isEqualTo("from a node that never knew");
    third.stop();
  }

  @Test
  void handsOverAgainAcrossNodesWhenItHasHealed() {
    nodes.forgetRegistrations();
    Disk disk = new Disk(nodes.get(0));

    Mail.until(() -> isHandedOver(disk));
  }

  /** Whether the next message leaves no trace in the store. */
  private boolean isHandedOver(Disk disk) {
    long before = disk.rowsEver();
    int sequence = Mail.send(sender, bob, "again");
    Mail.takeOne(recipient);
    Mail.awaitAck(sender, sequence);
    return disk.rowsEver() == before;
  }
}
