package org.messagingserver.postgres;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.postgres.ServerConfiguration.Mode;

/**
 * Brings the data of an earlier Postgres to this one: the former data stays as it is until all of
 * it has been copied and the new Postgres has started, whatever ends the process meanwhile. The
 * programs of the earlier Postgres are those that the former server has left in the directory.
 */
final class DataUpgrade {
  private static final Logger LOG = System.getLogger("org.messagingserver.postgres");
  private static final int CONNECTIONS = 4;

  /** Marks former data that were not copied completely. */
  private static final String KEEP = "messaging-server.keep";

  private static final Map<String, String> REASONS =
      Map.of(
          "53100", "the disk is full",
          "XX001", "it is damaged; restore a backup, or let the former server delete what it reads",
          "57P01", "somebody has stopped one of the servers");

  private final EmbeddedLayout layout;
  private final String major;
  private final Postmaster former;
  private final Postmaster next;
  private final PostgresCommands postgresCommands;

  private DataUpgrade(
      EmbeddedLayout layout,
      String major,
      PostgresCommands formerCommands,
      PostgresCommands postgresCommands) {
    this.layout = layout;
    this.major = major;
    this.postgresCommands = postgresCommands;
    this.former =
        new Postmaster(
            layout.dataDirectory(), layout.formerLog(), formerCommands, CONNECTIONS, Mode.READ);
    this.next =
        new Postmaster(
            layout.upgradedDataDirectory(), layout.log(), postgresCommands, CONNECTIONS, Mode.FILL);
  }

  /**
   * Finishes an upgrade that ended between its last two steps; does nothing else.
   *
   * @throws PostgresStartException where somebody has made new data since
   */
  static void resume(EmbeddedLayout layout) throws IOException {
    if (!Files.exists(layout.formerDataDirectory())) {
      return;
    }
    if (!Files.exists(layout.dataDirectory())) {
      boolean copied = Files.exists(layout.upgradedDataDirectory());
      AtomicDirectories.rename(
          copied ? layout.upgradedDataDirectory() : layout.formerDataDirectory(),
          layout.dataDirectory());
    } else if (!DataDirectory.major(layout.dataDirectory()).equals(PostgresBinaries.MAJOR)) {
      throw PostgresStartException.embedded(
          "both cluster.former, from an upgrade, and cluster hold data of an earlier Postgres;"
              + " move one of them away");
    }
  }

  /** Upgrades the data directory; on return it is of this Postgres, and nothing runs. */
  static void run(EmbeddedLayout layout, PostgresCommands postgresCommands)
      throws IOException, InterruptedException {
    String major = DataDirectory.major(layout.dataDirectory());
    Path home = PostgresBinaries.former(layout.directory(), major).orElse(null);
    if (home == null || Integer.parseInt(major) > Integer.parseInt(PostgresBinaries.MAJOR)) {
      throw impossible(major);
    }
    PostgresCommands formerCommands = PostgresCommands.verified(home, layout.formerLog());
    new DataUpgrade(layout, major, formerCommands, postgresCommands).run();
  }

  private static PostgresStartException impossible(String major) {
    return PostgresStartException.embedded(
        "its data is of Postgres %s, and this server brings %s; if it is older, run 'backup' of the former server and 'restore' of this one"
            .formatted(major, PostgresBinaries.MAJOR));
  }

  /** Deletes what an upgrade has read, or sets it aside where it holds more than was copied. */
  static void discardFormer(EmbeddedLayout layout) throws IOException {
    Path former = layout.formerDataDirectory();
    if (!Files.exists(former)) {
      return;
    }
    if (Files.exists(former.resolve(KEEP))) {
      AtomicDirectories.rename(former, layout.keptDataDirectory(DataDirectory.major(former)));
    } else {
      AtomicDirectories.delete(former);
    }
    Files.deleteIfExists(layout.formerLog());
    LOG.log(Level.INFO, "the upgrade to Postgres {0} is complete", PostgresBinaries.MAJOR);
  }

  private void run() throws IOException, InterruptedException {
    progress("begun; until it is complete the former data stays as it is");
    next.stop();
    AtomicDirectories.delete(layout.upgradedDataDirectory());
    try {
      fill();
    } catch (IOException | InterruptedException | RuntimeException failure) {
      AtomicDirectories.delete(layout.upgradedDataDirectory());
      throw failure;
    }
    AtomicDirectories.rename(layout.dataDirectory(), layout.formerDataDirectory());
    AtomicDirectories.rename(layout.upgradedDataDirectory(), layout.dataDirectory());
  }

  /** Makes the copy, on the disk and with nothing running on it. */
  private void fill() throws IOException, InterruptedException {
    try {
      UpgradeSpace.require(layout);
      DataDirectory.initialize(layout.upgradedDataDirectory(), layout, postgresCommands);
      copy();
    } catch (SQLException failure) {
      throw failed(failure);
    } finally {
      former.stop();
      next.stop();
    }
  }

  private void copy() throws IOException, InterruptedException, SQLException {
    int from = former.startAnywhere().port();
    int to = next.startAnywhere().port();
    Set<String> left =
        UpgradeCopy.between(
            JdbcSource.of(EmbeddedServer.options(layout, from), Optional.empty()),
            JdbcSource.of(EmbeddedServer.options(layout, to), Optional.empty()),
            this::progress);
    if (!left.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "not copied, since no messaging server made them: {0}; cluster.{1} in"
              + " postgres.embeddedDirectory keeps them",
          String.join(", ", left),
          major);
      Files.write(layout.dataDirectory().resolve(KEEP), new byte[0]);
    }
  }

  private PostgresStartException failed(SQLException failure) {
    String reason = REASONS.get(String.valueOf(failure.getSQLState()));
    return PostgresStartException.embedded(
        "the upgrade of its data from Postgres %s to %s failed, and has changed nothing: %s"
            .formatted(
                major,
                PostgresBinaries.MAJOR,
                reason == null
                    ? "SQLSTATE %s; see former.log and server.log there"
                        .formatted(failure.getSQLState())
                    : reason));
  }

  private void progress(String line) {
    LOG.log(
        Level.INFO,
        "upgrade of the embedded Postgres from {0} to {1}: {2}",
        major,
        PostgresBinaries.MAJOR,
        line);
  }
}
