package org.messagingserver.postgres;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.messagingserver.postgres.ServerConfiguration.Mode;

/** The Postgres that earlier releases embedded, with a data directory as they made it. */
public final class FormerPostgres implements AutoCloseable {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final int CONNECTIONS = 20;

  private final EmbeddedLayout layout;
  private final Postmaster postmaster;
  private final int port;

  private FormerPostgres(EmbeddedLayout layout, Postmaster postmaster, int port) {
    this.layout = layout;
    this.postmaster = postmaster;
    this.port = port;
  }

  /** Starts one on the data that are there, or on new ones. */
  public static FormerPostgres in(Path directory) {
    return in(directory, Mode.SERVE);
  }

  static FormerPostgres in(Path directory, Mode mode) {
    try {
      EmbeddedLayout layout = EmbeddedLayout.create(directory);
      Path home = linkPrograms(directory);
      PostgresCommands commands = PostgresCommands.verified(home, layout.log());
      if (!Files.exists(layout.dataDirectory())) {
        DataDirectory.create(layout, commands);
      }
      Postmaster postmaster =
          new Postmaster(layout.dataDirectory(), layout.log(), commands, CONNECTIONS, mode);
      return new FormerPostgres(layout, postmaster, postmaster.startAnywhere().port());
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Puts its programs where the former server has left them; returns where that is. */
  static Path linkPrograms(Path directory) throws IOException {
    Path home = directory.toRealPath().resolve(unpacked().getFileName());
    if (!Files.exists(home)) {
      Files.createSymbolicLink(home, unpacked());
    }
    return home;
  }

  /** Where it is, with the password. */
  public String uri() {
    try {
      return "postgresql://%s:%s@127.0.0.1:%d/postgres"
          .formatted(DataDirectory.USER, Files.readString(layout.password()), port);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Stops it in order. */
  @Override
  public void close() {
    try {
      postmaster.stop();
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Ends it as a crash would. */
  void crash() throws InterruptedException {
    postmaster.crash();
  }

  /** Unpacking takes seconds, so one copy serves all tests. */
  private static synchronized Path unpacked() throws IOException {
    Path shared = Files.createDirectories(TARGET.resolve("test-former-postgres"));
    try (FileChannel file =
            FileChannel.open(
                shared.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Stream<Path> jars = Files.list(TARGET.resolve("former-postgres"))) {
      file.lock();
      Path jar = jars.findFirst().orElseThrow();
      String version = jar.getFileName().toString().replaceAll("^.*-([\\d.]+)\\.jar$", "$1");
      Path home = shared.resolve("runtime-" + version);
      if (!Files.exists(home)) {
        Path temporary = shared.resolve("new");
        AtomicDirectories.delete(temporary);
        PostgresBinaries.unpack(
            URI.create("jar:" + jar.toUri() + "!" + PostgresBinaries.archive()).toURL(),
            Files.createDirectory(temporary));
        AtomicDirectories.rename(temporary, home);
      }
      return home;
    }
  }
}
