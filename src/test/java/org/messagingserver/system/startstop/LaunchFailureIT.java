package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Outcome;
import org.messagingserver.testkit.ServerProcess;

/**
 * What an operator reads who did not get a running server: for each thing that is wrong one line
 * that names it and shows nothing secret, and exit code 1.
 */
class LaunchFailureIT {
  /** Stands for what is secret. */
  private static final String CANARY = "canary4711";

  private final Installation installation = Installation.create();

  @AfterEach
  void remove() {
    installation.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h"})
  void helps(String argument) {
    Outcome outcome = Outcome.of(installation, argument);

    assertThat(outcome.code()).isZero();
    assertThat(outcome.stdout()).anyMatch(line -> line.contains("-conf FILE"));
    assertThat(outcome.log()).isEmpty();
  }

  @Test
  void helpsWhoIsAboutToStartIt() {
    Outcome outcome = Outcome.of(installation, "-conf", Installation.CONF, "--help");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.stdout()).anyMatch(line -> line.contains("check-config"));
    assertThat(outcome.log()).isEmpty();
  }

  @Test
  void checksAConfigurationWithoutStarting() {
    Outcome outcome = Outcome.of(installation, "check-config", Installation.CONF);

    assertThat(outcome.code()).isZero();
    assertThat(outcome.stdout()).contains("server.json: ok", "  http.port: 0, by default 8080");
    assertThat(outcome.log()).isEmpty();
    assertThat(installation.path("data/keys.json")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version"})
  void tellsItsVersion(String argument) {
    Outcome outcome = Outcome.of(installation, argument);

    assertThat(outcome.code()).isZero();
    assertThat(outcome.stdout())
        .satisfiesExactly(
            line -> assertThat(line).matches("messaging-server \\d\\S+"),
            line -> assertThat(line).matches("jar sha256 [0-9a-f]{64}"),
            line -> assertThat(line).startsWith("Java " + Runtime.version().feature()));
    assertThat(outcome.log()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-port, unknown argument '-port'; see --help",
    "-conf, -conf needs a value; see --help",
    "run, run needs a value; see --help"
  })
  void refusesArgumentsThatItDoesNotKnow(String argument, String complaint) {
    Outcome.of(installation, argument).assertFailure(complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.example.NoSuchVerticle", "java.lang.String"})
  void refusesToRunWhatIsNoVerticle(String name) {
    Outcome.of(installation, "run", name, "-conf", Installation.CONF)
        .assertFailure("run: '" + name + "' is no verticle of this jar");
  }

  @Test
  void tellsThatTheConfigurationFileIsMissing() {
    Outcome.of(installation, "-conf", "missing.json")
        .assertFailure(
            "-conf missing.json: there is no such file, " + installation.path("missing.json"));
  }

  @Test
  void tellsThatTheConfigurationFileIsADirectory() {
    Outcome.of(installation, "-conf", "data")
        .assertFailure("-conf data: this is a directory, " + installation.path("data"));
  }

  /** {@code StrictJsonTest} has the messages for each kind of mistake. */
  @Test
  void tellsWhereTheConfigurationFileIsNoJson() {
    installation.written("server.json", "{\n  \"http\": " + CANARY + "\n}");

    launch().assertFailure("-conf server.json: line 2, column 11: this is not JSON");
  }

  @Test
  void namesTheNearestKeyOfAnUnknownOne() {
    installation.written("server.json", "{\"http\":{\"prot\":1}}");

    launch()
        .assertFailure(
            "configuration: http.prot: found an unknown key, allowed is perhaps http.port");
  }

  @Test
  void tellsEveryVariableThatIsWrongAndShowsNoValue() {
    Map<String, String> environment =
        Map.of(
            "MESSAGING_SERVER_HTTP_PROT", CANARY,
            "MESSAGING_SERVER_HTTP_PORT", CANARY,
            "MESSAGING_SERVER_POSTGRES_URI_FILE", CANARY);

    Outcome.of(ServerProcess.run(installation, List.of(), environment, "-conf", Installation.CONF))
        .assertFailure(
            "configuration: MESSAGING_SERVER_HTTP_PORT: found something else, allowed is a whole"
                + " number",
            "configuration: MESSAGING_SERVER_HTTP_PROT: found an unknown variable, allowed is"
                + " perhaps MESSAGING_SERVER_HTTP_PORT",
            "configuration: MESSAGING_SERVER_POSTGRES_URI_FILE: found no readable file of UTF-8,"
                + " allowed is the path of a file with the value");
  }

  @Test
  void tellsAllProblemsAtOnceAndShowsNoTextOfTheFile() {
    installation.written(
        "server.json",
        """
        {"http": {"port": "%1$s", "pingSeconds": 0}, "admin": [], "postgres": {"uri": "%1$s"},
         "keys": {"file": {"%1$s": 1}}, "mailbox": {"retentionDays": 1.5}, "zzzzzzzz": "%1$s"}"""
            .formatted(CANARY));

    launch()
        .assertFailure(
            "configuration: http.port: found a text, allowed is a whole number",
            "configuration: http.pingSeconds: found 0, allowed is 1 to 3600",
            "configuration: admin: found a list, allowed is an object",
            "configuration: postgres.uri: found a text that is none, allowed is"
                + " postgresql://user:password@host:port/database",
            "configuration: keys.file: found an object, allowed is a text",
            "configuration: mailbox.retentionDays: found 1.5, allowed is a whole number",
            "configuration: zzzzzzzz: found an unknown key, allowed is a key of conf/server.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Chat.example", "chat.example.", "chat.example:443", "[0:0::1]", "münchen"})
  void refusesANameOfTheServerInAFormThatNoClientSends(String name) {
    installation.configured(
        new JsonObject()
            .put("http", new JsonObject().put("serverNames", new JsonArray().add(name)))
            .put("auth", new JsonObject().put("requireServerName", true)));

    launch()
        .assertFailure(
            "configuration: http.serverNames: found a text of another form, allowed is hosts as in"
                + " the URL of a client: lower-case ASCII (xn-- for other letters), IPv6"
                + " compressed and in brackets, without a port or a dot at the end");
  }

  @Test
  void refusesToRequireANameWithoutHavingOne() {
    installation.configured(
        new JsonObject().put("auth", new JsonObject().put("requireServerName", true)));

    launch()
        .assertFailure(
            "configuration: auth.requireServerName: found true, allowed is false, unless"
                + " http.serverNames is set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "admin"})
  void tellsThatAPortIsTakenAndLeavesNothingRunning(String section) throws IOException {
    try (ServerSocket taken = listening()) {
      installation.configured(
          new JsonObject().put(section, new JsonObject().put("port", taken.getLocalPort())));

      launch()
          .assertFailure(
              "%s.port: port %d on 127.0.0.1 is taken or not ours to take"
                  .formatted(section, taken.getLocalPort()));

      assertThat(installation.postgresProcesses()).isEmpty();
      assertThat(installation.path("data/keys.json")).doesNotExist();
      assertThat(installation.path("data/postgres/cluster")).doesNotExist();
    }
  }

  @Test
  void tellsThatTheDatabaseIsOutOfReach() throws IOException {
    String uri;
    try (ServerSocket closedSoon = listening()) {
      uri = "postgresql://user:%s@127.0.0.1:%d/d".formatted(CANARY, closedSoon.getLocalPort());
    }
    installation.configured(database(uri, 5));

    launch()
        .assertFailure(
            "postgres.uri: no answer from the database within 5 s"
                + " (nothing accepts connections there)");
  }

  @Test
  void tellsThatTheDatabaseAcceptsConnectionsButDoesNotAnswer() throws IOException {
    try (ServerSocket silent = listening()) {
      String uri = "postgresql://user:%s@127.0.0.1:%d/d".formatted(CANARY, silent.getLocalPort());
      installation.configured(database(uri, 1));

      launch().assertFailure("postgres.uri: no answer from the database within 1 s (it is silent)");
    }
  }

  @Test
  void tellsThatTheDatabaseRefusedThePassword() {
    String uri = TestPostgres.newDatabaseUri().replaceFirst(":[^:@]+@", ":" + CANARY + "@");
    installation.configured(database(uri));

    launch().assertFailure("postgres.uri: the database refused the user or password");
  }

  @Test
  void tellsThatThereIsNoSuchDatabase() {
    installation.configured(database(TestPostgres.newDatabaseUri() + CANARY));

    launch().assertFailure("postgres.uri: there is no such database");
  }

  @Test
  void tellsThatTheEmbeddedDatabaseIsInUse() {
    try (ServerProcess first =
        ServerProcess.run(installation, "-conf", Installation.CONF).ready()) {

      launch().assertFailure("postgres.embeddedDirectory: in use by another running server");

      first.stop();
    }
  }

  @Test
  void refusesADatabaseThatWasFilledUnderAnotherKeyset() {
    installation.configured(database(TestPostgres.newDatabaseUri()));
    try (ServerProcess first =
        ServerProcess.run(installation, "-conf", Installation.CONF).ready()) {
      first.stop();
    }
    installation.delete("data/keys.json");

    launch()
        .assertFailure(
            "keys.file: this database was filled under another keyset;"
                + " bring back its keys.file, or use another database");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", CANARY, "{\"id\":\"" + CANARY + "\"}"})
  void refusesAFileThatIsNoKeysetAndShowsNothingOfIt(String contents) {
    keyset(contents, "rw-------");

    launch().assertFailure("keys.file data/keys.json: holds no keyset, or a damaged one");
  }

  @Test
  void refusesAKeysetThatOthersCanRead() {
    keyset(CANARY, "rw-r--r--");

    launch()
        .assertFailure(
            "keys.file data/keys.json: is open to others than its owner;"
                + " chmod 600 data/keys.json");
  }

  private Outcome launch() {
    return Outcome.of(installation, "-conf", Installation.CONF);
  }

  private void keyset(String contents, String permissions) {
    installation.written("data/keys.json", contents);
    try {
      Files.setPosixFilePermissions(
          installation.path("data/keys.json"), PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonObject database(String uri) {
    return database(uri, 30);
  }

  private static JsonObject database(String uri, int startupTimeoutSeconds) {
    return new JsonObject()
        .put("http", new JsonObject().put("shutdownTimeoutSeconds", 1))
        .put(
            "postgres",
            new JsonObject().put("uri", uri).put("startupTimeoutSeconds", startupTimeoutSeconds));
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }
}
