package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.Authority;
import org.messagingserver.testkit.BusVisitor;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.Outcome;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.ServerProcess;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.tools.localcluster.FreePorts;

/**
 * Who may be a node of a cluster, and how a node is told which one; with one node, that goes on
 * whoever else comes.
 */
@ExtendWith(VertxExtension.class)
class ClusterJoinIT {
  private static final int MEMBERS = 4;

  private static final String STRAY =
      "cluster: the other nodes use another database or another keys.file;"
          + " give this one theirs, or another cluster.name";

  private static final String NAME = UUID.randomUUID().toString();
  private static final int PORT = FreePorts.consecutive(MEMBERS);

  @TempDir private static Path certificates;

  private static Vertx vertx;
  private static Authority ours;
  private static int busPort;
  private static String database;
  private static Installation home;
  private static ServerProcess first;

  private final List<Installation> installations = new ArrayList<>();

  @BeforeAll
  static void startTheFirst(Vertx given) throws Exception {
    vertx = given;
    ours = Authority.in(certificates);
    busPort = FreePorts.consecutive(1);
    database = TestPostgres.newDatabaseUri();
    JsonObject settings = settings(database);
    settings.getJsonObject("cluster").put("busPort", busPort);
    home = Installation.create().configured(settings).written("cluster.xml", file(NAME));
    first = ServerProcess.run(home, "-conf", Installation.CONF, "-cluster").ready();
  }

  @AfterEach
  void goesOn() throws Exception {
    assertThat(status(first)).isEqualTo(200);
    Identity bob = Identity.generate();
    RawSocket recipient = first.socket(vertx).logIn(bob, 1);
    Mail.register(recipient);
    Mail.send(first.socket(vertx), bob, "hello");
    assertThat(Mail.takeOne(recipient)).isEqualTo("hello");
    installations.forEach(Installation::close);
  }

  @AfterAll
  static void stopWithoutComplaint() {
    first.stop();
    assertThat(first.stderr()).allSatisfy(line -> assertThat(line).matches(ServerProcess.INFO));
    home.close();
  }

  /** The shipped file with values of this test in the places of variables. */
  private static String file(String name) {
    try {
      return Files.readString(Path.of("cluster.xml"))
          .replace("${cluster.name}", name)
          .replace("${cluster.port}", Integer.toString(PORT))
          .replace("${cluster.members}", members());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String members() {
    return "127.0.0.1:%d,127.0.0.1:%d".formatted(PORT, PORT + 1);
  }

  private static JsonObject settings(String database) {
    JsonObject tls = new JsonObject();
    for (String name : List.of("key", "cert", "ca")) {
      tls.put(name, certificates.resolve(name + ".pem").toString());
    }
    return new JsonObject()
        .put("cluster", new JsonObject().put("tls", tls))
        .put("postgres", new JsonObject().put("uri", database))
        .put("delivery", new JsonObject().put("reconcileIntervalSeconds", 3600))
        .put("preKeys", new JsonObject().put("low", 0));
  }

  /** One more, on a database, with a keyset of its own. */
  private Installation another(String database) {
    return another(settings(database));
  }

  private Installation another(JsonObject settings) {
    Installation installation = Installation.create().configured(settings);
    installations.add(installation);
    return installation;
  }

  /** One more with the first one's keyset. */
  private Installation sibling(String database) {
    String keys = home.path("data/keys.json").toString();
    return another(settings(database).put("keys", new JsonObject().put("file", keys)));
  }

  private static Outcome launch(Installation installation) {
    return Outcome.of(installation, "-conf", Installation.CONF, "-cluster");
  }

  @Test
  void refusesANodeOfAnotherDatabase() {
    String empty = TestPostgres.newDatabaseUri();

    launch(sibling(empty).written("cluster.xml", file(NAME))).assertFailure(STRAY);

    try (TestDatabase tables = new TestDatabase(empty)) {
      assertThat(tables.number("SELECT count(*) FROM deployment")).isZero();
    }
  }

  @Test
  void refusesANodeOfAnotherKeyset() {
    launch(another(database).written("cluster.xml", file(NAME)))
        .assertFailure(
            "keys.file: this database was filled under another keyset;"
                + " bring back its keys.file, or use another database");
  }

  @Test
  void refusesToBeANodeWithADatabaseOfItsOwn() {
    launch(another(new JsonObject()))
        .assertFailure("-cluster: set postgres.uri, the database that all nodes share");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no XML", "<hazelcast><cluster-name>"})
  void tellsInOneLineThatTheFileOfTheClusterIsNoXml(String contents) {
    launch(another(database).written("cluster.xml", contents))
        .assertFailure("cluster.xml: this is not XML");
  }

  @Test
  void tellsInOneLineThatTheFileOfTheClusterIsOfNoUse() {
    String misspelt = file(NAME).replaceAll("(</?)network>", "$1netwrok>");

    Outcome outcome = launch(another(database).written("cluster.xml", misspelt));

    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .startsWith("cluster.xml: Hazelcast cannot use this: ");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.log()).isEmpty();
  }

  @Test
  void tellsInOneLineThatItsAddressIsNotOfThisMachine() {
    String elsewhere = file(NAME).replace("${cluster.interface}", "203.0.113.1");

    Outcome outcome = launch(sibling(database).written("cluster.xml", elsewhere));

    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .matches(
            "cluster.xml: Hazelcast does not start with it \\(\\w+\\);"
                + " look at interface, members and port");
    assertThat(outcome.code()).isEqualTo(1);
  }

  @Test
  void tellsInOneLineThatThePortOfTheBusIsTaken() {
    JsonObject taken = settings(database);
    taken.getJsonObject("cluster").put("busPort", busPort);

    launch(another(taken).written("cluster.xml", file(UUID.randomUUID().toString())))
        .assertFailure("cluster.busPort: port " + busPort + " is taken or not ours to take");
  }

  @Test
  void tellsInOneLineThatTheFilesOfTheBusDoNotBelongTogether() throws Exception {
    Authority.in(certificates.resolve("another"));
    JsonObject mixed = settings(database);
    String cert = certificates.resolve("another/cert.pem").toString();
    mixed.getJsonObject("cluster").getJsonObject("tls").put("cert", cert);

    launch(another(mixed).written("cluster.xml", file(NAME)))
        .assertFailure("cluster.tls.cert " + cert + ": the certificate is of another key");
  }

  @Test
  void tellsInOneLineThatNoNameOfAMemberIsKnown() {
    String unknown = file(NAME).replace(members(), "a.invalid:5701,b.invalid:5701");

    launch(another(database).written("cluster.xml", unknown))
        .assertFailure("cluster.members: no such name is known here: a.invalid, b.invalid");
  }

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

  private static ServerProcess run(
      Installation installation, List<String> jvmOptions, Map<String, String> environment) {
    return ServerProcess.run(
            installation, jvmOptions, environment, "-conf", Installation.CONF, "-cluster")
        .ready();
  }

  private static int status(ServerProcess server) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.healthUri()).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
