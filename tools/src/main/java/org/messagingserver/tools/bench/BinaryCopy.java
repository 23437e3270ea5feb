package org.messagingserver.tools.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.messagingserver.tools.bench.load.Await;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows into a copy of the mailbox by binary {@code COPY}, a batch by a command. It uses the
 * JDBC driver on worker threads, since the driver of the server has no {@code COPY}.
 */
final class BinaryCopy implements BareInserts.Insert, AutoCloseable {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final short FIELDS = 6;
  private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");
  private static final Duration RETENTION = Duration.ofDays(30);

  private final Vertx vertx;
  private final String table;
  private final List<Connection> all = new ArrayList<>();
  private final BlockingQueue<Connection> idle;

  /** Opens so many connections. */
  BinaryCopy(Vertx vertx, SharedPostgres postgres, String table, int connections) {
    this.vertx = vertx;
    this.table = table;
    this.idle = new ArrayBlockingQueue<>(connections);
    for (int made = 0; made < connections; made++) {
      all.add(connect(URI.create(postgres.uri())));
    }
    idle.addAll(all);
  }

  private static Connection connect(URI uri) {
    String[] login = uri.getUserInfo().split(":", 2);
    String url = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
    try {
      return DriverManager.getConnection(url, login[0], login[1]);
    } catch (SQLException failed) {
      throw new IllegalStateException("cannot connect to the benchmark's Postgres", failed);
    }
  }

  String table() {
    return table;
  }

  @Override
  public Future<?> rows(UUID[] users, UUID[] messages, Buffer[] contents) {
    return vertx.executeBlocking(() -> copy(encoded(users, messages, contents)), false);
  }

  private long copy(byte[] rows) throws SQLException, InterruptedException {
    Connection connection = idle.take();
    try {
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "COPY "
                      + table
                      + " (user_hash, device_id, message_id, epoch, expires_at, sealed_message)"
                      + " FROM STDIN (FORMAT binary)");
      copy.writeToCopy(rows, 0, rows.length);
      return copy.endCopy();
    } finally {
      idle.add(connection);
    }
  }

  /** Source: Postgres' documentation of COPY, Binary Format. */
  private static byte[] encoded(UUID[] users, UUID[] messages, Buffer[] contents) {
    Instant expiry = Instant.now().plus(RETENTION);
    long expiryMicros = Duration.between(ORIGIN, expiry).toSeconds() / 3600 * 3_600_000_000L;
    Buffer rows = Buffer.buffer().appendBytes(SIGNATURE).appendInt(0).appendInt(0);
    for (int row = 0; row < users.length; row++) {
      rows.appendShort(FIELDS);
      uuid(rows, users[row]);
      number(rows, 1);
      uuid(rows, messages[row]);
      number(rows, 1);
      number(rows, expiryMicros);
      rows.appendInt(contents[row].length()).appendBuffer(contents[row]);
    }
    return rows.appendShort((short) -1).getBytes();
  }

  private static void uuid(Buffer rows, UUID value) {
    rows.appendInt(2 * Long.BYTES)
        .appendLong(value.getMostSignificantBits())
        .appendLong(value.getLeastSignificantBits());
  }

  private static void number(Buffer rows, long value) {
    rows.appendInt(Long.BYTES).appendLong(value);
  }

  @Override
  public void close() {
    for (Connection connection : all) {
      Await.result(
          vertx.executeBlocking(
              () -> {
                connection.close();
                return null;
              },
              false));
    }
  }
}
