package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.TestDatabase;

class MigrateCommandTest {
  private static final String END = "the tables are of version 8, as this server wants them";

  @TempDir Path directory;
  private final Printed command = new Printed(MigrateCommand::run);

  @Test
  void makesTheTablesStepByStepAlthoughServersMayNot() throws IOException {
    String uri = TestPostgres.newDatabaseUri();
    String conf = conf(new JsonObject().put("uri", uri).put("migrate", false));

    assertThat(command.run(0, "-conf", conf))
        .containsExactly(
            "version 1, devices keys and mailboxes: begins",
            "version 1, devices keys and mailboxes: done",
            "version 2, sealing keys and vacuum: begins",
            "version 2, sealing keys and vacuum: done",
            "version 3, trusted time: begins",
            "version 3, trusted time: done",
            "version 4, registration ids: begins",
            "version 4, registration ids: done",
            "version 5, message ttl: begins",
            "version 5, message ttl: done",
            "version 6, admission: begins",
            "version 6, admission: done",
            "version 7, wakeups: begins",
            "version 7, wakeups: done",
            "version 8, mailbox floors: begins",
            "version 8, mailbox floors: done",
            END);

    try (TestDatabase database = new TestDatabase(uri)) {
      assertThat(database.number("SELECT count(*) FROM mailbox")).isZero();
    }
  }

  @Test
  void changesNothingWhereTheTablesAreUpToDate() throws IOException {
    String conf = conf(new JsonObject().put("uri", TestPostgres.newDatabaseUri()));
    command.run(0, "-conf", conf);

    assertThat(command.run(0, "--conf", conf)).containsExactly(END);
  }

  @Test
  void saysInOneLineWhatIsInItsWay() throws IOException {
    String wrong = TestPostgres.newDatabaseUri().replaceFirst(":[^:@]+@", ":canary@");

    assertThat(command.complaint(1, "-conf", conf(new JsonObject().put("uri", wrong))))
        .isEqualTo("migrate: postgres.uri: the database refused the user or password");
    assertThat(command.complaint(1))
        .isEqualTo(
            "migrate: postgres.uri: none is set; the server's own Postgres is seen to at its start");
    assertThat(command.complaint(1, "-conf", "nowhere.json"))
        .isEqualTo(
            "migrate: -conf nowhere.json: there is no such file, "
                + Path.of("nowhere.json").toAbsolutePath());
    assertThat(command.complaint(1, "-conf", conf(new JsonObject().put("poolSize", 0))))
        .startsWith("migrate: configuration: postgres.poolSize: found 0");
  }

  @Test
  void helps() {
    assertThat(command.run(0, "--help").get(0)).startsWith("Usage: migrate ");
    assertThat(command.run(0, "-conf", "x", "-h").get(0)).startsWith("Usage: migrate ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"now", "-conf", "-conf a b", "a -conf b"})
  void refusesOtherArguments(String arguments) {
    assertThat(command.complaint(2, arguments.split(" ")))
        .isEqualTo("migrate: unknown arguments; see --help");
  }

  private String conf(JsonObject postgres) throws IOException {
    Path written = directory.resolve("server.json");
    JsonObject config = new JsonObject().put("postgres", postgres);
    return Files.writeString(written, config.encode()).toString();
  }
}
