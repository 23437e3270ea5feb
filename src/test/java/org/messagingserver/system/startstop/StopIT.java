package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.ServerProcess;

/** How the packaged server stops, with an embedded Postgres of its own. */
@ExtendWith(VertxExtension.class)
class StopIT {
  private static final int SIGINT = 2;
  private static Vertx vertx;
  private static Installation installation;

  @BeforeAll
  static void install(Vertx given) {
    vertx = given;
    installation = Installation.create();
  }

  @AfterAll
  static void remove() {
    installation.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void stopsInOrderOnASignal(String signal) throws IOException {
    assumeThat(signal.equals("TERM") || takesInterrupts()).as("takes SIGINT").isTrue();

    try (ServerProcess server = start()) {
      RawSocket client = server.socket(vertx).logIn(Identity.generate(), 1);

      server.signal(signal);

      assertThat(client.closeCode()).isEqualTo(CloseCode.RESTART.code());
      assertStopped(server);
    }
  }

  @Test
  void stopsInOrderWhenATerminalSignalsItsWholeProcessGroup() throws IOException {
    assumeThat(takesInterrupts()).as("takes SIGINT").isTrue();

    try (ServerProcess server = start()) {

      server.signalGroup("INT");

      assertStopped(server);
    }
  }

  @Test
  void leavesNoPostgresWhenStoppedWhileItStartsOne() {
    try (ServerProcess server = ServerProcess.run(installation, "-conf", Installation.CONF)) {
      await(() -> installation.postgresProcesses().findAny().isPresent());

      server.signal("TERM");

      assertEnded(server);
    }
  }

  @Test
  void leavesNoPostgresWhenStoppedWhileItPreparesOne() {
    try (ServerProcess server = ServerProcess.run(installation, "-conf", Installation.CONF)) {
      await(installation::postgresIsReady);

      server.signal("TERM");

      assertEnded(server);
    }
  }

  @Test
  void stopsInOrderAlthoughTheDatabaseDoesNotAnswer() throws Exception {
    try (Installation other = Installation.create();
        ServerSocket silent = new ServerSocket(0)) {
      String uri = "postgresql://u:p@127.0.0.1:%d/d".formatted(silent.getLocalPort());
      other.configured(
          new JsonObject()
              .put("http", new JsonObject().put("shutdownTimeoutSeconds", 1))
              .put("postgres", new JsonObject().put("uri", uri)));
      try (ServerProcess server = ServerProcess.run(other, "-conf", Installation.CONF)) {
        silent.accept();

        server.signal("TERM");

        server.exitCode(ServerProcess.STOP);
      }
    }
  }

  /** Busy, since the state that is awaited may last for milliseconds only. */
  private static void await(BooleanSupplier state) {
    long end = System.nanoTime() + ServerProcess.START.toNanos();
    while (!state.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
    }
  }

  /** Nothing of it is left, and it told of no failure. */
  private static void assertEnded(ServerProcess server) {
    server.exitCode(ServerProcess.STOP);
    assertThat(installation.postgresProcesses()).isEmpty();
    assertThat(server.stdout()).isEmpty();
    assertThat(server.stderr()).allSatisfy(line -> assertThat(line).matches(ServerProcess.INFO));
  }

  private static void assertStopped(ServerProcess server) {
    assertEnded(server);
    assertThat(server.stderr())
        .last()
        .asString()
        .endsWith(" INFO org.messagingserver.app: stopped");
  }

  private static ServerProcess start() {
    return ServerProcess.run(installation, "-conf", Installation.CONF).ready();
  }

  /** What a script runs in its background ignores SIGINT, and so does all that it starts. */
  private static boolean takesInterrupts() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElseThrow();
    return (Long.parseUnsignedLong(ignored, 16) & (1L << (SIGINT - 1))) == 0;
  }
}
