package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.Authority;
import org.messagingserver.testkit.BusVisitor;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.ServerProcess;
import org.messagingserver.testkit.TestDatabase;

/** Which nodes join a cluster, and how a node finds the others. */
class ClusterJoinIT extends Joining {
  @Test
  void joinsWithoutAMemberThatTakesConnectionsAndSaysNothing() throws IOException {
    InetAddress place = InetAddress.getByName("127.0.0.9");
    try (ServerSocket silent = new ServerSocket(0, 50, place)) {
      String listed = "127.0.0.9:" + silent.getLocalPort();
      // Nobody else is listed who is there: else the join would be over before.
      String alone =
          file(UUID.randomUUID().toString()).replace(members(), listed + ",127.0.0.1:" + PORT);

      try (ServerProcess node =
          run(sibling(database).written("cluster.xml", alone), List.of(), Map.of())) {
        node.awaitLine(
            ".*cluster: " + listed + " accepts connections but does not respond; this node .*");
        node.awaitLine(".* one of 1 nodes");
        node.stop();
      }
    }
  }

  @Test
  void joinsMembersByTheirNamesAndSaysWhichAreUnknown() {
    Installation named = sibling(database).written("hosts", "127.0.0.1 first.test\n");
    List<String> properties =
        List.of(
            "-Djdk.net.hosts.file=" + named.path("hosts"),
            "-Dcluster.name=" + NAME,
            "-Dcluster.port=" + PORT,
            "-Dcluster.members=first.test,second.test",
            "-Dcluster.interface=127.0.0.2");

    try (ServerProcess node = run(named, properties, Map.of())) {
      node.awaitLine(".*cluster.members: the name second.test is not known here; looking again .*");
      node.awaitLine(".* one of 2 nodes");
      node.stop();
    }
  }

  @Test
  void isANodeOnAnAddressOfTheNewKindAlone() {
    List<String> properties =
        List.of(
            "-Dcluster.name=" + UUID.randomUUID(),
            "-Dcluster.port=" + PORT,
            "-Dcluster.members=::1",
            "-Dcluster.interface=::1");

    try (ServerProcess node = run(sibling(database), properties, Map.of())) {
      node.awaitLine(".* one of 1 nodes");
      node.stop();
    }
  }

  @Test
  void warnsThatTheNameOfAllNodesIsUnknown() {
    List<String> properties =
        List.of(
            "-Dcluster.name=" + UUID.randomUUID(),
            "-Dcluster.port=" + PORT,
            "-Dcluster.dns=nodes.invalid",
            "-Dcluster.interface=127.0.0.1");

    try (ServerProcess node = run(sibling(database), properties, Map.of())) {
      node.awaitLine(".*cluster.dns: the name nodes.invalid is not known here, .*");
      node.stop();
    }
  }

  @Test
  void leavesAClusterOfAnotherNameAlone() {
    Installation apart =
        another(TestPostgres.newDatabaseUri())
            .written("cluster.xml", file(UUID.randomUUID().toString()));

    try (ServerProcess node = run(apart, List.of(), Map.of())) {
      node.awaitLine(".* one of 1 nodes");
      node.stop();
    }
  }

  @Test
  void joinsAsTheEnvironmentSays() {
    Map<String, String> environment =
        Map.of(
            "CLUSTER_NAME",
            NAME,
            "CLUSTER_PORT",
            Integer.toString(PORT),
            "CLUSTER_MEMBERS",
            members(),
            "CLUSTER_INTERFACE",
            "127.0.0.*");

    try (ServerProcess node = run(sibling(database), List.of(), environment)) {
      node.awaitLine(".* one of 2 nodes");
      assertHandsOver(first, node);
      assertHandsOver(node, first);
      node.stop();
    }
  }

  @Test
  void joinsAsSystemPropertiesSayWhateverTheEnvironmentSays() {
    List<String> properties =
        List.of(
            "-Dcluster.name=" + NAME,
            "-Dcluster.port=" + PORT,
            "-Dcluster.members=" + members(),
            "-Dcluster.interface=127.0.0.1");

    try (ServerProcess node =
        run(sibling(database), properties, Map.of("CLUSTER_NAME", "another"))) {
      node.awaitLine(".* one of 2 nodes");
      assertHandsOver(first, node);
      assertHandsOver(node, first);
      node.stop();
    }
  }

  /** As in Kubernetes, where a headless service has the addresses of all nodes. */
  @Test
  void joinsByTheNameThatAllNodesHave() {
    Installation named = sibling(database).written("hosts", "127.0.0.1 nodes.test\n");
    List<String> hosts = List.of("-Djdk.net.hosts.file=" + named.path("hosts"));
    Map<String, String> environment =
        Map.of(
            "CLUSTER_NAME",
            NAME,
            "CLUSTER_PORT",
            Integer.toString(PORT),
            "CLUSTER_DNS",
            "nodes.test",
            "CLUSTER_INTERFACE",
            "127.0.0.1");

    try (ServerProcess node = run(named, hosts, environment)) {
      node.awaitLine(".* one of 2 nodes");
      assertHandsOver(first, node);
      assertHandsOver(node, first);
      node.stop();
      assertThat(node.stderr()).allSatisfy(line -> assertThat(line).matches(ServerProcess.INFO));
    }
  }

  /** A message that leaves no trace in the store has gone from node to node. */
  private static void assertHandsOver(ServerProcess from, ServerProcess to) {
    Identity bob = Identity.generate();
    RawSocket recipient = to.socket(vertx).logIn(bob, 1);
    Mail.register(recipient);
    RawSocket sender = from.socket(vertx);
    try (TestDatabase tables = new TestDatabase(database)) {
      Mail.until(
          () -> {
            long before = rowsEver(tables);
            int sequence = Mail.send(sender, bob, "over the bus");
            assertThat(Mail.takeOne(recipient)).isEqualTo("over the bus");
            Mail.awaitAck(sender, sequence);
            return rowsEver(tables) == before;
          });
    }
  }

  private static long rowsEver(TestDatabase tables) {
    return tables.number(
        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM mailbox_row_id_seq");
  }

  @Test
  void answersOnTheBusWhoHasACertificateOfItsAuthority() throws Exception {
    assertThat(new BusVisitor(ours.withCertificateOf(ours)).isAnswered(busPort)).isTrue();
  }

  @Test
  void refusesPlainConnectionsToTheBus() throws Exception {
    assertThat(new BusVisitor(SocketFactory.getDefault()).isAnswered(busPort)).isFalse();
  }

  @Test
  void refusesConnectionsToTheBusWithoutACertificate() throws Exception {
    assertThat(new BusVisitor(ours.withoutCertificate()).isAnswered(busPort)).isFalse();
  }

  @Test
  void refusesConnectionsToTheBusWithACertificateOfAnotherAuthority() throws Exception {
    Authority theirs = Authority.in(certificates.resolve("theirs"));

    assertThat(new BusVisitor(ours.withCertificateOf(theirs)).isAnswered(busPort)).isFalse();
  }
}
