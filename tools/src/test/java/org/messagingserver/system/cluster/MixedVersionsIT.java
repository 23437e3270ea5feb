package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.multi;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.part;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.unregister;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage.Failure;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestCluster;
import org.messagingserver.tools.localcluster.LocalCluster;
import org.messagingserver.tools.localcluster.Loopback;
import org.messagingserver.tools.localcluster.UnixSignal;

/**
 * Nodes of an older build and of this one are one cluster on one Postgres: messages of both
 * versions of the protocol cross it both ways, and nothing is lost while one node after another is
 * upgraded. The older build is the first one with the directory of live Addresses.
 */
@ExtendWith(VertxExtension.class)
class MixedVersionsIT {
  private static final int OLD = 1;
  private static final int ALSO_OLD = 2;
  private static final int NEW = 3;

  @TempDir private Path directory;
  private Installed installed;
  private TestCluster cluster;

  @BeforeEach
  void startOldNodes(Vertx vertx) throws InterruptedException {
    installed = Installed.inDirectory(directory);
    installed.replaceWith(Installed.OLDER);
    cluster =
        TestCluster.open(
            vertx,
            installed.jar(),
            Loopback.onFreePorts(3),
            new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
    cluster.start(OLD, ALSO_OLD);
  }

  @AfterEach
  void stopInOrderAndWithoutComplaint() throws InterruptedException {
    cluster.stop();
  }

  private void startNewNode() throws InterruptedException {
    installed.replaceWith(Installed.PRESENT);
    cluster.start(NEW);
  }

  private RawSocket newClient() {
    return RawSocket.open(cluster.vertx(), cluster.node(NEW).uri(), ProtocolVersion.V2);
  }

  private RawSocket registeredAnew(Identity user) {
    return newClient().logIn(user, 1).must(Requests.register(1, "signed"));
  }

  @Test
  void exchangeMessagesOfBothVersions() throws InterruptedException {
    startNewNode();
    Identity alice = cluster.user();
    Identity bob = cluster.user();
    RawSocket onOldNode = cluster.registered(OLD, alice);
    RawSocket onNewNode = registeredAnew(bob);
    RawSocket oldSender = cluster.socket(OLD);
    RawSocket newSender = newClient();

    Mail.until(() -> leavesNoTrace(oldSender, bob, onNewNode));
    Mail.until(() -> leavesNoTrace(newSender, alice, onOldNode));
    newSender.must(outbound(alice, 1, "for this registration", 1));
    assertThat(Mail.takeOne(onOldNode)).isEqualTo("for this registration");
    newSender.must(
        sequence ->
            new OutboundMessage(
                sequence, Mail.addressOf(alice), Buffer.buffer("for an hour"), new Handling(1)));
    assertThat(Mail.takeOne(onOldNode)).isEqualTo("for an hour");
    MultiResult result =
        (MultiResult)
            newSender.ask(
                multi(
                    " all",
                    part(alice, 1, "hello"),
                    part(cluster.user(), 1, "nobody"),
                    part(bob, 1, "hello")));
    assertThat(result.refused())
        .containsExactly(new MultiResult.Refusal(1, ErrorName.UNKNOWN_USER.text()));
    assertThat(Mail.takeOne(onOldNode)).isEqualTo("hello all");
    assertThat(Mail.takeOne(onNewNode)).isEqualTo("hello all");
  }

  @Test
  void refuseMessagesForAnEarlierRegistrationOfADeviceThatIsAway() throws InterruptedException {
    startNewNode();
    Identity carol = cluster.user();
    registeredAnew(carol).close();
    RawSocket sender = newClient();

    Mail.until(
        () ->
            sender.ask(outbound(carol, 1, "for another one", 2)) instanceof Failure failure
                && failure.name().equals(ErrorName.STALE_DEVICE.text()));
    sender.must(outbound(carol, 1, "for this one", 1));
  }

  private boolean leavesNoTrace(RawSocket sender, Identity to, RawSocket recipient) {
    long before = cluster.rowsEver();
    int sequence = Mail.send(sender, to, "handed over");
    assertThat(Mail.takeOne(recipient)).isEqualTo("handed over");
    Mail.awaitAck(sender, sequence);
    return cluster.rowsEver() == before;
  }

  @Test
  void deliverWhatNodesOfTheOtherBuildHaveStored() throws InterruptedException {
    Identity alice = cluster.user();
    cluster.registered(OLD, alice).close();
    Mail.deliver(cluster.socket(ALSO_OLD), alice, "before the upgrade");
    startNewNode();
    Mail.deliver(newClient(), alice, "from a new node");
    Mail.deliver(cluster.socket(OLD), alice, "from an old one");

    RawSocket first = newClient().logIn(alice, 1);
    assertThat(first.nextInbound().sealedMessage().toString()).isEqualTo("before the upgrade");
    first.kill();

    assertThat(Mail.take(cluster.socket(ALSO_OLD).logIn(alice, 1), 3))
        .containsExactly("before the upgrade", "from a new node", "from an old one");
  }

  @Test
  void hearOfEachOthersUnregistrations() throws InterruptedException {
    startNewNode();
    Identity alice = cluster.user();
    Identity bob = cluster.user();
    RawSocket onOldNode = cluster.registered(OLD, alice);
    RawSocket onNewNode = registeredAnew(bob);

    onOldNode.must(unregister());
    onNewNode.must(unregister());

    assertThat(refusal(newClient().ask(outbound(alice, 1, "late"))))
        .isSameAs(ErrorName.UNKNOWN_USER);
    assertThat(refusal(cluster.socket(OLD).ask(outbound(bob, 1, "late"))))
        .isSameAs(ErrorName.UNKNOWN_USER);
  }

  @Test
  void loseNothingWhileOneNodeAfterAnotherIsUpgraded() throws InterruptedException {
    cluster.start(NEW);
    Traffic traffic = new Traffic(cluster, ProtocolVersion.V1);
    traffic.between(cluster.uris(1, 2, 3), cluster.uris(2, 3, 1));
    traffic.between(cluster.uris(2, 3, 1), cluster.uris(3, 1, 2));
    traffic.between(cluster.uris(3, 1, 2), cluster.uris(1, 2, 3));
    traffic.between(cluster.uris(2, 1, 3), cluster.uris(1, 3, 2));
    traffic.flowing(RollingRestartIT.TICK);

    upgrade(NEW, traffic);
    restart(ALSO_OLD, Installed.OLDER, traffic);
    upgrade(ALSO_OLD, traffic);
    upgrade(OLD, traffic);
    traffic.awaitHandedOver();
    traffic.finish();

    assertThat(traffic.reconnects()).isGreaterThanOrEqualTo(6);
  }

  private void upgrade(int node, Traffic traffic) throws InterruptedException {
    restart(node, Installed.PRESENT, traffic);
  }

  private void restart(int node, Path build, Traffic traffic) throws InterruptedException {
    cluster.process(node).signal(UnixSignal.TERM);
    assertThat(cluster.process(node).exitCode(LocalCluster.STOP_TIMEOUT)).hasValue(143);
    traffic.awaitProgress();
    installed.replaceWith(build);
    cluster.start(node);
    traffic.awaitProgress();
  }
}
