package org.messagingserver.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the programs of Postgres. They refuse to run as root, or as a user without a name, as in
 * many a container; there each of them runs in a separate user namespace, in which the same user is
 * nobody in particular.
 */
final class PostgresCommands {
  private static final Duration TRIAL = Duration.ofSeconds(30);

  private final Path bin;
  private final Path log;
  private final List<String> prefix;

  private PostgresCommands(Path bin, Path log, List<String> prefix) {
    this.bin = bin;
    this.log = log;
    this.prefix = prefix;
  }

  /**
   * @param home of the unpacked binaries
   * @param log which what they say is added to
   * @throws PostgresStartException when they do not run here
   */
  static PostgresCommands verified(Path home, Path log) throws InterruptedException {
    if (!Files.isExecutable(home.resolve("bin").resolve("postgres"))) {
      throw PostgresStartException.embedded(
          "programs that lie there may not be run: perhaps it is mounted noexec;"
              + " name another directory or set postgres.uri");
    }
    // A user without a name is root to UnixSystem, which is right here.
    boolean root = new UnixSystem().getUid() == 0;
    PostgresCommands postgresCommands =
        new PostgresCommands(
            home.resolve("bin"), log, root ? List.of("unshare", "--user") : List.of());
    if (!postgresCommands.works()) {
      throw PostgresStartException.embedded(
          root
              ? "Postgres does not run as root here; run as another user or set postgres.uri"
              : "its Postgres does not run on this system; set postgres.uri");
    }
    return postgresCommands;
  }

  /**
   * Runs one program to its end. An interrupt ends the program.
   *
   * @return whether it succeeded within the time
   */
  boolean run(Duration limit, String program, String... arguments)
      throws IOException, InterruptedException {
    Process process = builder(program, List.of(arguments)).start();
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }

  private boolean works() throws InterruptedException {
    try {
      return run(TRIAL, "postgres", "--version");
    } catch (IOException missing) {
      return false;
    }
  }

  /**
   * Variables that would change Postgres, and those of the messaging server, such as a passphrase.
   */
  private static boolean isExcluded(String variable) {
    return variable.startsWith("PG") || variable.startsWith("MESSAGING_SERVER_");
  }

  private ProcessBuilder builder(String program, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(bin.resolve(program).toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(bin.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(PostgresCommands::isExcluded);
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    return builder;
  }
}
