package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** Opens databases that are reached by their uri. */
@ExtendWith(VertxExtension.class)
abstract class DatabaseByUri {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  static Vertx vertx;

  @BeforeAll
  static void open(Vertx given) {
    vertx = given;
  }

  /** The one line with which a database is refused, without a secret in it. */
  static String refused(String uri) {
    return refused(uri, settings(uri));
  }

  static String refused(String uri, PostgresSettings settings) {
    Throwable failure = failure(Postgres.open(vertx, settings));
    assertThat(failure).isInstanceOf(PostgresStartException.class).hasNoCause();
    assertThat(failure)
        .hasMessageNotContainingAny(
            uri.substring(uri.indexOf("//") + 2, uri.indexOf('@')), LoopbackPorts.HOST);
    return failure.getMessage();
  }

  static StoreException refused(Future<?> future) {
    return (StoreException) failure(future);
  }

  static PostgresSettings settings(String uri) {
    return TestPostgres.settings(uri);
  }

  static PostgresSettings settings(String uri, Duration connect, Duration timeout) {
    return new PostgresSettings(
        Optional.of(uri), 2, Path.of("unused"), 100, connect, timeout, true);
  }
}
