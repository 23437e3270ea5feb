package org.messagingserver.tools.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestNodes;
import org.messagingserver.testkit.TestServer;

class StormTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static void assertEmpty(TestServer server) {
    try (TestDatabase database = new TestDatabase(server.databaseUri())) {
      assertThat(database.number("SELECT count(*) FROM device")).isZero();
    }
  }

  @Test
  void explainsItselfWithoutAServer() {
    int exitCode = Storm.run(out, "--help");

    assertThat(exitCode).isZero();
    assertThat(printed()).contains("Usage: bin/load storm", "ulimit -Hn", "--home URL");
  }

  @Test
  void logsAllUsersInAgainAfterItHasDroppedThem() {
    try (TestServer server = TestServer.start()) {
      int exitCode =
          Storm.run(
              out,
              "--users",
              "30",
              "--conversations",
              "2",
              "--before",
              "1",
              server.uri().toString());

      assertThat(exitCode).as(this::printed).isZero();
      assertThat(printed())
          .contains("30 of 30 users are logged in", "live messages meanwhile", "it held");
      assertEmpty(server);
    }
  }

  @Test
  void logsTheUsersOfADeadNodeInAtTheOthers() throws Exception {
    PipedInputStream input = new PipedInputStream();
    try (TestNodes nodes = TestNodes.start(2, new JsonObject());
        PrintStream pipe =
            new PrintStream(new PipedOutputStream(input), true, StandardCharsets.UTF_8);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
      CompletableFuture<Integer> exitCode =
          CompletableFuture.supplyAsync(
              () ->
                  Storm.run(
                      pipe,
                      "--json",
                      "--users",
                      "20",
                      "--conversations",
                      "0",
                      "--home",
                      nodes.get(1).uri().toString(),
                      nodes.get(0).uri().toString()));
      assertThat(lines.readLine()).isEqualTo("ready");

      nodes.get(1).stop();

      StormResult result = StormResult.of(new JsonObject(lines.readLine()));
      assertThat(exitCode.get(1, TimeUnit.MINUTES)).isZero();
      assertThat(result.online()).isEqualTo(20);
      assertThat(result.failed(StormResult.UNAVAILABLE)).isZero();
      assertThat(result.allSeconds()).isGreaterThan(0);
      assertEmpty(nodes.get(0));
    }
  }

  @Test
  void refusesMoreUsersThanItMayOpenSocketsFor() {
    assertThat(Storm.run(out, "--users", "900000")).isEqualTo(2);
  }

  @Test
  void failsWhereAnAttemptWasUnavailableOrTheLastLoginIsLate() {
    var failures = Map.of(StormResult.UNAVAILABLE, 1);

    assertThat(new StormResult(5, 5, 1, 2, 3, Map.of()).holds(60)).isTrue();
    assertThat(new StormResult(5, 5, 1, 2, 3, failures).holds(60)).isFalse();
    assertThat(new StormResult(5, 5, 1, 2, 61, Map.of()).holds(60)).isFalse();
    assertThat(new StormResult(5, 4, 1, 2, 3, Map.of()).holds(60)).isFalse();
  }
}
