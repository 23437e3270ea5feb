package org.messagingserver.tools.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.postgres.Postgres;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/** A server whose user may do what {@code conf/grants.sql} says, and does not own the tables. */
@ExtendWith(VertxExtension.class)
class LeastPrivilegesTest {
  private static final String ROLE = "messaging_server";

  private static Vertx vertx;
  private final String owners = TestPostgres.newDatabaseUri();
  private final String servers = owners.replaceFirst("//[^@]+@", "//" + ROLE + ":test@");

  @BeforeAll
  static void makeTheUser(Vertx given) {
    vertx = given;
    TestPostgres.execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD 'test'");
  }

  @Test
  void servesTheWholeProtocol() throws IOException {
    migrate();
    grant();

    try (TestServer server = TestServer.start(config())) {
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

      int exitCode = Smoke.run(out, server.uri().toString());

      assertThat(exitCode).as(() -> printed.toString(StandardCharsets.UTF_8)).isZero();
    }
  }

  @Test
  void mayReadEveryTableAndChangeNone() throws IOException {
    migrate();
    grant();

    try (TestDatabase database = new TestDatabase(owners)) {
      assertThat(
              database.column(
                  """
                  SELECT relname FROM pg_class
                  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                    AND (NOT has_table_privilege('messaging_server', oid, 'SELECT')
                      OR has_table_privilege('messaging_server', oid,
                           'TRUNCATE, REFERENCES, TRIGGER'))"""))
          .isEmpty();
      assertThat(
              database.column(
                  "SELECT has_schema_privilege('messaging_server', 'public', 'CREATE')"))
          .containsExactly("f");
    }
  }

  @Test
  void refusesToStartWithoutTheGrants() {
    migrate();

    assertThatThrownBy(() -> TestServer.start(config()))
        .hasStackTraceContaining(
            "postgres.uri: this user may not read the tables;"
                + " conf/grants.sql says what it needs");
  }

  private void migrate() {
    Postgres.migrate(vertx, TestPostgres.settings(owners), line -> {})
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private void grant() throws IOException {
    try (TestDatabase database = new TestDatabase(owners)) {
      database.execute(Files.readString(Path.of("conf/grants.sql")));
    }
  }

  private JsonObject config() {
    String directory =
        Path.of("target", "test-attachments", UUID.randomUUID().toString()).toString();
    return new JsonObject()
        .put("attachments", new JsonObject().put("store", "directory").put("directory", directory))
        .put("preKeys", new JsonObject().put("noticeJitterMillis", 0))
        .put("postgres", new JsonObject().put("uri", servers).put("migrate", false));
  }
}
