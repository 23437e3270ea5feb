package org.messagingserver.tools.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@Timeout(600)
class PostgresPairTest {
  /** As nodes set it, only shorter. */
  private static final String STATEMENT_TIMEOUT = "100ms";

  private static final String WAITS_LONGER_THAN_THAT =
      "SELECT count(*) = 1 FROM pg_stat_activity"
          + " WHERE wait_event = 'SyncRep' AND now() - query_start > '1 s'";

  @TempDir Path directory;
  private ClusterDirectory locked;
  private Vertx vertx;
  private PostgresPair pair;

  @BeforeEach
  void lock(Vertx given) {
    vertx = given;
    locked = ClusterDirectory.lock(directory, directory);
  }

  @AfterEach
  void close() throws InterruptedException {
    pair.close();
    locked.close();
  }

  @Test
  void keepsConfirmedCommitsWhileTheServersTakeTurns() throws InterruptedException {
    start(true);
    int first = primaryPort();

    insert(1);
    failOver();
    assertThat(primaryPort()).isNotEqualTo(first);
    insert(2);
    failOver();
    assertThat(primaryPort()).isEqualTo(first);
    insert(3);
    pair.crash();
    pair.awaitRecovery();

    assertThat(value("SELECT string_agg(n::text, ' ' ORDER BY n) FROM numbers")).isEqualTo("1 2 3");
    assertThat(pair.ports()).hasSize(2).contains(first);
  }

  @Test
  void confirmsNoCommitThatTheStandbyLacks() throws InterruptedException {
    start(true);

    pair.detachStandby();
    Future<?> unconfirmed = insertLater(1);
    while (!value(WAITS_LONGER_THAN_THAT).equals(true)) {
      Thread.sleep(20);
    }
    failOver();

    assertThatThrownBy(() -> Futures.await(unconfirmed)).isInstanceOf(NodesException.class);
    assertThat(value("SELECT count(*) FROM numbers")).isEqualTo(0L);
  }

  @Test
  void losesConfirmedCommitsThatAnAsynchronousStandbyLacks() throws InterruptedException {
    start(false);

    pair.detachStandby();
    insert(1);
    failOver();

    assertThat(value("SELECT count(*) FROM numbers")).isEqualTo(0L);
  }

  @Test
  void letsNoTwoServersTakeWrites() throws InterruptedException {
    start(true);

    assertThatThrownBy(pair::promoteStandby).isInstanceOf(IllegalStateException.class);
  }

  /** With an empty table, which the standby has. */
  private void start(boolean synchronous) throws InterruptedException {
    pair = PostgresPair.start(vertx, locked, 1, synchronous);
    execute("CREATE TABLE numbers (n int)");
    pair.awaitRecovery();
  }

  private void failOver() throws InterruptedException {
    pair.killPrimary();
    pair.promoteStandby();
    pair.attachStandby();
  }

  private int primaryPort() throws InterruptedException {
    return (int) value("SELECT current_setting('port')::int");
  }

  private void insert(int number) throws InterruptedException {
    Futures.await(insertLater(number));
  }

  private Future<?> insertLater(int number) {
    return query("INSERT INTO numbers VALUES (" + number + ")");
  }

  private void execute(String sql) throws InterruptedException {
    Futures.await(query(sql));
  }

  private Future<?> query(String sql) {
    PgConnectOptions options =
        PgConnectOptions.fromUri(pair.uri()).addProperty("statement_timeout", STATEMENT_TIMEOUT);
    return PgConnection.connect(vertx, options)
        .compose(
            connection -> connection.preparedQuery(sql).execute().eventually(connection::close));
  }

  private Object value(String query) throws InterruptedException {
    return Sql.value(vertx, pair.uri(), query);
  }
}
