package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.DatabaseClock;
import org.messagingserver.testkit.TestDatabase;

class TrustClockCommandTest {
  @TempDir Path directory;
  private final String uri = TestPostgres.newDatabaseUri();
  private final Printed command = new Printed(TrustClockCommand::run);

  @Test
  void believesTheClockOfADeploymentThatWasOffForLong() throws IOException {
    String conf = conf();
    command.run(0, "-conf", conf);
    try (TestDatabase database = new TestDatabase(uri)) {
      database.execute("UPDATE trusted_time SET seen = seen - interval '240 hours'");

      assertThat(command.run(0, "-conf", conf))
          .singleElement()
          .asString()
          .startsWith("messages expire by the database's clock, which says 20")
          .endsWith(": 240 hours ahead of what was seen before");

      assertThat(database.column("SELECT now() - seen < interval '1 hour' FROM trusted_time"))
          .containsExactly("t");
    }
  }

  @Test
  void believesNoClockThatThisMachineContradicts() throws IOException {
    try (DatabaseClock clock = new DatabaseClock(uri)) {
      clock.ahead(Duration.ofDays(40));

      assertThat(command.complaint(1, "-conf", conf()))
          .startsWith("trust-clock: the database says 20")
          .endsWith(", and the clock of this machine something else; set them right first");
    }
  }

  /** Else it would make a new deployment wherever somebody is by mistake. */
  @Test
  void startsNoDatabaseWhereThereIsNone() throws IOException {
    Path nowhere = directory.resolve("nowhere");
    String conf = written(new JsonObject().put("embeddedDirectory", nowhere.toString()));

    assertThat(command.complaint(1, "-conf", conf))
        .isEqualTo("trust-clock: postgres.uri: none is set, and no server's own is here");
    assertThat(nowhere).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"now", "-conf", "-conf a b", "a -conf b"})
  void refusesOtherArguments(String arguments) {
    assertThat(command.complaint(2, arguments.split(" ")))
        .isEqualTo("trust-clock: unknown arguments; see --help");
  }

  private String conf() throws IOException {
    return written(new JsonObject().put("uri", uri));
  }

  private String written(JsonObject postgres) throws IOException {
    Path file = directory.resolve("server.json");
    return Files.writeString(file, new JsonObject().put("postgres", postgres).encode()).toString();
  }
}
