package org.messagingserver.testkit;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.messagingserver.postgres.TestPostgres;

/**
 * A directory that servers run in, one after the other: their configuration, keyset and embedded
 * Postgres, at the paths that are the defaults.
 */
public final class Installation implements AutoCloseable {
  /** What {@code -conf} names in every test. */
  public static final String CONF = "server.json";

  private static final String POSTMASTER_FILE = "data/postgres/cluster/postmaster.pid";

  private final Path directory;

  private Installation(Path directory) {
    this.directory = directory;
  }

  /** A new one, with {@link #CONF} as {@link #configured} writes it from an empty object. */
  public static Installation create() {
    Path directory = Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
    try {
      Installation installation = new Installation(Files.createDirectories(directory));
      TestPostgres.linkBinaries(directory.resolve("data/postgres"));
      return installation.configured(new JsonObject());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path directory() {
    return directory;
  }

  /** A path in it. */
  public Path path(String relative) {
    return directory.resolve(relative);
  }

  /** Writes {@link #CONF}: these keys, else free ports of the loopback interface. */
  public Installation configured(JsonObject overrides) {
    JsonObject freePorts =
        new JsonObject()
            .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0))
            .put("admin", new JsonObject().put("port", 0));
    return written(CONF, freePorts.mergeIn(overrides, true).encode());
  }

  /** Writes a file. */
  public Installation written(String file, String contents) {
    try {
      Files.writeString(path(file), contents);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file. */
  public String read(String file) {
    try {
      return Files.readString(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a file. */
  public void delete(String file) {
    try {
      Files.delete(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The data directory of its Postgres. */
  public Path cluster() {
    return path("data/postgres/cluster");
  }

  /** The processes of its Postgres: they all run in its data directory. */
  public Stream<ProcessHandle> postgresProcesses() {
    return ProcessHandle.allProcesses().filter(this::runsInCluster);
  }

  private boolean runsInCluster(ProcessHandle process) {
    try {
      Path link = Path.of("/proc", Long.toString(process.pid()), "cwd");
      return Files.readSymbolicLink(link).equals(cluster());
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }

  /** The first process of its Postgres, parent of all others. */
  public ProcessHandle postmaster() {
    return ProcessHandle.of(Long.parseLong(postmasterFile().get(0))).orElseThrow();
  }

  /** Whether its Postgres accepts connections, as it says itself. */
  public boolean postgresIsReady() {
    try (Stream<String> lines = Files.lines(path(POSTMASTER_FILE))) {
      boolean ready = lines.skip(7).anyMatch(line -> line.startsWith("ready"));
      return ready && postgresProcesses().findAny().isPresent();
    } catch (IOException notThereYet) {
      return false;
    }
  }

  /** A connection to its Postgres, beside those of the server. */
  public Connection database() throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:%s/postgres".formatted(postmasterFile().get(3));
    return DriverManager.getConnection(url, "messaging", read("data/postgres/password"));
  }

  /** Process number, directory, start time, port and so on. */
  private List<String> postmasterFile() {
    return read(POSTMASTER_FILE).lines().map(String::strip).toList();
  }

  /** Kills what is left of its Postgres, and deletes everything. */
  @Override
  public void close() {
    Kill.all(postgresProcesses());
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
