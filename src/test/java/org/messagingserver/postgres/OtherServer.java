package org.messagingserver.postgres;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process that runs an embedded server with a note in it. */
final class OtherServer implements AutoCloseable {
  private final Process process;

  private OtherServer(Process process) {
    this.process = process;
  }

  /** Returns when the note is committed. */
  static OtherServer started(Path directory) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherServer.class.getName(),
                directory.toString())
            .redirectError(Redirect.INHERIT)
            .start();
    String line = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"ready".equals(line)) {
      throw new AssertionError("the other process did not start");
    }
    return new OtherServer(process);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills the process, which cannot stop its server then. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** The other process. */
  public static void main(String[] arguments) throws IOException {
    PostgresSettings settings = TestPostgres.embeddedIn(Path.of(arguments[0]));
    Notes.make(await(Postgres.open(Vertx.vertx(), settings)));
    System.out.println("ready");
  }
}
