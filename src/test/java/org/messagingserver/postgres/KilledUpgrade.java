package org.messagingserver.postgres;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process that opens the database of a directory, and is killed while it upgrades it. */
final class KilledUpgrade {
  private KilledUpgrade() {}

  /** Kills it as soon as its log has a line with this text; what it has started runs on. */
  static void behind(String text, Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledUpgrade.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null && !line.contains(text)) {
        line = lines.readLine();
      }
      if (line == null) {
        throw new AssertionError("the upgrade has logged no '" + text + "'");
      }
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }

  /** The other process. */
  public static void main(String[] arguments) throws IOException {
    Postgres.open(Vertx.vertx(), TestPostgres.embeddedIn(Path.of(arguments[0])))
        .onFailure(Throwable::printStackTrace);
  }
}
