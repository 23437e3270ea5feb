package org.messagingserver.postgres;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An embedded server in a directory of the test. */
@ExtendWith(VertxExtension.class)
abstract class Embedded {
  @TempDir static Path former;
  static FilledDirectory filled;

  @TempDir Path directory;
  Vertx vertx;
  PostgresSettings settings;

  @BeforeAll
  static void fill(Vertx vertx) throws IOException {
    filled = FilledDirectory.in(vertx, former);
  }

  @BeforeEach
  void prepare(Vertx given) throws IOException {
    vertx = given;
    settings = TestPostgres.embeddedIn(directory);
  }

  @AfterEach
  void end() {
    new ServerProcesses(directory.resolve("cluster"))
        .alive()
        .forEach(ProcessHandle::destroyForcibly);
  }

  Postgres open() {
    return await(Postgres.open(vertx, settings));
  }
}
