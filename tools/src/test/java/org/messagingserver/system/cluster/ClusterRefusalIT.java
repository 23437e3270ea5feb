package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.Authority;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Outcome;
import org.messagingserver.testkit.TestDatabase;

/** A node that cannot join its cluster says why in one line. */
class ClusterRefusalIT extends Joining {
  private static final String STRAY =
      "cluster: the other nodes use another database or another keys.file;"
          + " give this one theirs, or another cluster.name";

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
}
