package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.postgres.StoreException.Kind;

/**
 * Two databases at two addresses, of which one takes writes: the second stands for the new primary
 * after a failover.
 */
@ExtendWith(VertxExtension.class)
class FailoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private Vertx vertx;
  private EmbeddedServer first;
  private EmbeddedServer second;

  @BeforeEach
  void start(Vertx given) throws Exception {
    vertx = given;
    first = EmbeddedServer.start(TestPostgres.embeddedIn(directory.resolve("first")));
    second = EmbeddedServer.start(TestPostgres.embeddedIn(directory.resolve("second")));
    onBoth("ALTER ROLE messaging PASSWORD 'same'");
    readOnly(second, true);
  }

  @AfterEach
  void stop() throws Exception {
    first.close();
    second.close();
  }

  @Test
  void writesToTheOneThatTakesWrites() throws Exception {
    readOnly(first, true);
    readOnly(second, false);

    Postgres postgres = await(Postgres.open(vertx, settings(both())));

    assertThat(port(postgres)).isEqualTo(second.options().getPort());
    await(postgres.close());
  }

  @Test
  void findsTheNewPrimaryOnceTheOldOneTakesNoWrites() throws Exception {
    Postgres postgres = await(Postgres.open(vertx, settings(both())));
    assertThat(port(postgres)).isEqualTo(first.options().getPort());

    readOnly(first, true);
    readOnly(second, false);
    writesAgain(postgres);

    assertThat(port(postgres)).isEqualTo(second.options().getPort());
    await(postgres.close());
  }

  @Test
  void findsTheNewPrimaryOnceTheOldOneIsGone() throws Exception {
    Postgres postgres = await(Postgres.open(vertx, settings(both())));

    first.close();
    readOnly(second, false);
    writesAgain(postgres);

    assertThat(port(postgres)).isEqualTo(second.options().getPort());
    await(postgres.close());
  }

  /** The name stays, and behind it the other one takes over: connections to the old one live on. */
  @Test
  void leavesAnOldPrimaryToo() throws Exception {
    Postgres postgres = await(Postgres.open(vertx, settings(uri(first.options().getPort() + ""))));
    readOnly(first, true);
    StoreException refused = (StoreException) failure(write(postgres));
    assertThat(refused.failureReason()).isEqualTo(FailureReason.READ_ONLY);

    readOnlyForNewConnections(first, false);
    writesAgain(postgres);

    await(postgres.close());
  }

  @Test
  void saysThatNoneTakesWrites() throws Exception {
    readOnly(first, true);

    assertThat(failure(Postgres.open(vertx, impatient(both()))))
        .hasMessage("postgres.uri: no host of the uri takes writes");
  }

  @Test
  void saysThatADatabaseAloneIsReadOnly() throws Exception {
    String alone = uri(Integer.toString(second.options().getPort()));

    assertThat(failure(Postgres.open(vertx, settings(alone))))
        .hasMessage(
            "postgres.uri: the database is read-only (default_transaction_read_only is on)");
  }

  /** {@code localhost} is ::1 as well, where nobody listens. */
  @Test
  void triesEveryAddressOfAName() throws Exception {
    String named = uri("1").replace("127.0.0.1:1", "localhost:" + first.options().getPort());

    await(await(Postgres.open(vertx, settings(named))).close());
  }

  @Test
  void passesOverAHostWhoseNameIsUnknown() throws Exception {
    String unknown =
        uri("1")
            .replace(
                "127.0.0.1:1", "nowhere.invalid,[::1]:1,127.0.0.1:" + first.options().getPort());

    await(await(Postgres.open(vertx, settings(unknown))).close());
  }

  private String both() {
    return uri(first.options().getPort() + ",127.0.0.1:" + second.options().getPort())
        + "?target_session_attrs=read-write";
  }

  private static String uri(String ports) {
    return "postgresql://messaging:same@127.0.0.1:" + ports + "/postgres";
  }

  /** Statements may fail meanwhile, each as one that can be tried again. */
  private static void writesAgain(Postgres postgres) {
    long end = System.nanoTime() + 4 * PATIENCE.toNanos();
    while (true) {
      Object outcome = await(write(postgres).<Object>mapEmpty().otherwise(failed -> failed));
      if (outcome == null) {
        return;
      }
      assertThat(((StoreException) outcome).kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
    }
  }

  private static io.vertx.core.Future<?> write(Postgres postgres) {
    return postgres
        .database()
        .query("CREATE TABLE IF NOT EXISTS written (number int)", Tuple.tuple());
  }

  private static int port(Postgres postgres) {
    return await(
            postgres.database().query("SELECT current_setting('port')::int AS port", Tuple.tuple()))
        .iterator()
        .next()
        .getInteger("port");
  }

  private void onBoth(String sql) throws SQLException {
    execute(first, sql);
    execute(second, sql);
  }

  /** What a standby is to its clients, also to those that are connected already. */
  private static void readOnly(EmbeddedServer server, boolean on) throws SQLException {
    readOnlyForNewConnections(server, on);
    awaitReload(server, on);
  }

  private static void readOnlyForNewConnections(EmbeddedServer server, boolean on)
      throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute("ALTER SYSTEM SET default_transaction_read_only = " + (on ? "on" : "off"));
      statement.execute("SELECT pg_reload_conf()");
    }
    awaitReload(server, on);
  }

  private static void awaitReload(EmbeddedServer server, boolean on) throws SQLException {
    boolean seen = !on;
    while (seen != on) {
      try (Connection connection = connect(server);
          Statement statement = connection.createStatement();
          var rows =
              statement.executeQuery("SELECT current_setting('transaction_read_only')::bool")) {
        rows.next();
        seen = rows.getBoolean(1);
      }
    }
  }

  private static void execute(EmbeddedServer server, String sql) throws SQLException {
    try (Connection connection = JdbcSource.of(server.options(), Optional.empty()).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(EmbeddedServer server) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%s/postgres".formatted(server.options().getPort() + ""),
        "messaging",
        "same");
  }

  private static PostgresSettings settings(String uri) {
    return settings(uri, PATIENCE);
  }

  private static PostgresSettings impatient(String uri) {
    return settings(uri, Duration.ofSeconds(2));
  }

  private static PostgresSettings settings(String uri, Duration connect) {
    return new PostgresSettings(
        Optional.of(uri), 4, Path.of("unused"), 100, connect, PATIENCE, true);
  }
}
