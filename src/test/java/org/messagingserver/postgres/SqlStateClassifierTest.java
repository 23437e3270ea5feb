package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.postgres.StoreException.Kind;

class SqlStateClassifierTest {

  @ParameterizedTest
  @CsvSource({
    "08006, UNAVAILABLE", "08P01, UNAVAILABLE", "25006, UNAVAILABLE", "25P03, UNAVAILABLE",
    "28P01, UNAVAILABLE", "3D000, UNAVAILABLE", "40001, CONFLICT", "40P01, CONFLICT",
    "53100, UNAVAILABLE", "53300, UNAVAILABLE", "57014, UNAVAILABLE", "57P01, UNAVAILABLE",
    "57P02, UNAVAILABLE", "57P03, UNAVAILABLE", "58030, UNAVAILABLE", "23505, FAILED",
    "XX001, UNAVAILABLE", "42601, FAILED", "XX000, FAILED"
  })
  void readsTheCodeThatTheDatabaseGives(String sqlState, Kind kind) {
    StoreException failure =
        SqlStateClassifier.of(new PgException("words", "ERROR", sqlState, "detail"));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.sqlState()).isEqualTo(sqlState);
    assertThat(failure).hasNoCause().hasMessageNotContainingAny("words", "detail");
  }

  @ParameterizedTest
  @MethodSource
  void takesABrokenConnectionForAnUnavailableDatabase(Throwable broken) {
    StoreException failure = SqlStateClassifier.of(broken);

    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure.sqlState()).isEmpty();
  }

  static Stream<Throwable> takesABrokenConnectionForAnUnavailableDatabase() {
    return Stream.of(
        ClosedConnectionException.INSTANCE,
        VertxException.noStackTrace("Connection is not active now"),
        new ConnectException("refused"),
        new TimeoutException());
  }

  @Test
  void takesAnythingElseForAMistakeOfOurs() {
    assertThat(SqlStateClassifier.of(new ClassCastException("words")))
        .hasMessage("FAILED (ClassCastException)");
  }
}
