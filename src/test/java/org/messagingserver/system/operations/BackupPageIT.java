package org.messagingserver.system.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.client.Identity;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.ServerProcess;

/**
 * The commands of docs/operations/backup.md, as they stand there, on the packaged jar: what waits
 * in the database is delivered by a server on the copy.
 */
@ExtendWith(VertxExtension.class)
class BackupPageIT {
  private static final PageCommands PAGE = PageCommands.of("docs/operations/backup.md");
  private static final long SECONDS = 180;

  @TempDir Path elsewhere;
  @TempDir Path ownDirectory;
  private Vertx vertx;
  private final Installation installation = Installation.create();
  private final Identity offline = Identity.generate();

  @BeforeEach
  void link(Vertx given) throws IOException {
    vertx = given;
    Files.createSymbolicLink(
        installation.path("messaging-server.jar"),
        Path.of(System.getProperty("messaging-server.jar")));
  }

  @AfterEach
  void remove() {
    installation.close();
  }

  @Test
  void copiesTheEmbeddedDatabaseWhileItRunsAndRestoresIt() throws Exception {
    try (ServerProcess server = start(Installation.CONF)) {
      register(server);
      send(server, "one", "two");
      run("embedded-backup", Map.of());
      send(server, "later");
      server.stop();
    }

    run("embedded-restore", Map.of());

    assertDelivered(Installation.CONF, "one", "two");
  }

  @Test
  void copiesTheEmbeddedDatabaseWhileNothingRunsAndLeavesNothingRunning() throws Exception {
    try (ServerProcess server = start(Installation.CONF)) {
      register(server);
      send(server, "one", "two");
      server.stop();
    }

    run("embedded-backup", Map.of());
    assertThat(installation.postgresProcesses()).isEmpty();
    run("embedded-restore", Map.of());
    assertThat(installation.postgresProcesses()).isEmpty();

    assertDelivered(Installation.CONF, "one", "two");
  }

  @Test
  void movesFromTheEmbeddedDatabaseToOnesOwn() throws Exception {
    try (SystemPostgres own = own()) {
      try (ServerProcess server = start(Installation.CONF)) {
        register(server);
        send(server, "one", "two");
        server.stop();
      }
      configured("own.json", own.uri("messaging", "messaging"));

      run("move", own.environment());

      assertDelivered("own.json", "one", "two");
      assertThat(installation.path("data/postgres")).doesNotExist();
    }
  }

  @Test
  void copiesOnesOwnPostgresAndRestoresItForTheSameUser() throws Exception {
    try (SystemPostgres own = own()) {
      sh(
          "psql -q -c \"CREATE ROLE messaging LOGIN PASSWORD 'secret'\" postgres\n"
              + "createdb --owner=messaging messaging",
          own.environment());
      configured(Installation.CONF, own.uri("messaging", "messaging"));
      try (ServerProcess server = start(Installation.CONF)) {
        register(server);
        send(server, "one", "two");
        run("own-backup", own.environment());
        send(server, "later");
        server.stop();
      }

      run("own-restore", own.environment());

      configured(Installation.CONF, own.uri("messaging", "restored"));
      assertDelivered(Installation.CONF, "one", "two");
    }
  }

  @Test
  void copiesAllOfOnesOwnPostgresAndStartsOnTheCopy() throws Exception {
    Path data = installation.path("base");
    try (SystemPostgres own = own()) {
      sh(
          "psql -q -c \"CREATE ROLE messaging LOGIN PASSWORD 'secret'\" postgres\n"
              + "createdb --owner=messaging messaging",
          own.environment());
      configured(Installation.CONF, own.uri("messaging", "messaging"));
      try (ServerProcess server = start(Installation.CONF)) {
        register(server);
        send(server, "one", "two");
        run("own-base-backup", own.environment());
        send(server, "later");
        server.stop();
      }
    }
    try (SystemPostgres copy = SystemPostgres.startOn(installed(), ownDirectory, data)) {
      run("own-base-restore", copy.environment());
      configured(Installation.CONF, copy.uri("messaging", "messaging"));
      assertDelivered(Installation.CONF, "one", "two");
    }
  }

  @Test
  void leavesNoFileBehindWhereItDoesNotFit() throws Exception {
    try (ServerProcess server = start(Installation.CONF)) {
      String large = "x".repeat(60_000);
      register(server);
      send(server, large, large, large);

      Map<String, String> none = Map.of();
      String said =
          output(
              "ulimit -f 16; java -XX:-UsePerfData -jar messaging-server.jar"
                  + " backup messaging.backup -conf server.json 2>&1; echo \"exit code $?\"",
              none);

      assertThat(said).contains("backup: messaging.backup: File too large").contains("exit code 1");
      try (var files = Files.list(installation.directory())) {
        assertThat(files).noneMatch(file -> file.getFileName().toString().contains("backup"));
      }
      server.stop();
    }
  }

  private SystemPostgres own() {
    return SystemPostgres.start(installed(), ownDirectory);
  }

  private static Path installed() {
    assumeThat(SystemPostgres.installed()).as("a Postgres of this system").isPresent();
    return SystemPostgres.installed().orElseThrow();
  }

  private ServerProcess start(String conf) {
    return ServerProcess.run(installation, "-conf", conf).ready();
  }

  private void register(ServerProcess server) {
    RawSocket device = server.socket(vertx).logIn(offline, 1);
    device.must(Requests.register(1, "signed", "one-time"));
    device.kill();
  }

  private void send(ServerProcess server, String... texts) {
    RawSocket sender = server.socket(vertx);
    List.of(texts).forEach(text -> Mail.deliver(sender, offline, text));
    sender.close();
  }

  /** These wait, in this order, and nothing else does. */
  private void assertDelivered(String conf, String... texts) {
    try (ServerProcess server = start(conf)) {
      RawSocket sender = server.socket(vertx);
      Mail.deliver(sender, offline, "the last");
      RawSocket recipient = server.socket(vertx).logIn(offline, 1);
      assertThat(Mail.take(recipient, texts.length)).containsExactly(texts);
      assertThat(Mail.takeOne(recipient)).isEqualTo("the last");
      server.stop();
    }
  }

  private void configured(String file, String uri) {
    JsonObject port = new JsonObject().put("host", "127.0.0.1").put("port", 0);
    installation.written(
        file,
        new JsonObject()
            .put("http", port)
            .put("admin", port)
            .put("postgres", new JsonObject().put("uri", uri))
            .encode());
  }

  private void run(String block, Map<String, String> environment) throws Exception {
    sh(PAGE.named(block).replace("/somewhere/else", elsewhere.toString()), environment);
  }

  private void sh(String script, Map<String, String> environment) throws Exception {
    assertThat(output("set -e\n" + script + "\necho DONE", environment)).endsWith("DONE\n");
  }

  private String output(String script, Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script)
            .directory(installation.directory().toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    builder.environment().merge("PATH", java, (path, first) -> first + ":" + path);
    Process process = builder.start();
    String said = Buffer.buffer(process.getInputStream().readAllBytes()).toString();
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
