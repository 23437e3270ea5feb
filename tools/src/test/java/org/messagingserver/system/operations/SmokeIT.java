package org.messagingserver.system.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Outcome;
import org.messagingserver.testkit.ServerProcess;

/** The packaged smoke test against the packaged server. */
class SmokeIT {
  private final Installation installation = Installation.create();

  @AfterEach
  void remove() {
    installation.close();
  }

  @Test
  void passesAgainstAServerAndLeavesNothingThere() throws SQLException {
    try (ServerProcess server = ServerProcess.run(installation, "-conf", Installation.CONF)) {
      Outcome outcome = Outcome.ofTool(installation, "smoke", server.uri().toString());

      assertThat(outcome.code()).as("it said %s", outcome.stdout()).isZero();
      assertThat(outcome.stdout()).hasSizeGreaterThan(10).noneMatch(line -> line.contains("WRONG"));
      assertThat(outcome.complaints()).isEmpty();
      assertThat(outcome.log()).isEmpty();
      assertThat(rows()).isZero();
    }
  }

  @Test
  void saysInOneLineThatNoServerAnswers() throws IOException {
    int port;
    try (ServerSocket closedSoon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closedSoon.getLocalPort();
    }

    Outcome outcome = Outcome.ofTool(installation, "smoke", "ws://127.0.0.1:" + port + "/api");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.stdout())
        .singleElement()
        .asString()
        .contains("No messaging-server answers at ws://127.0.0.1:" + port + "/api");
    assertThat(outcome.complaints()).isEmpty();
    assertThat(outcome.log()).isEmpty();
  }

  private long rows() throws SQLException {
    try (Connection connection = installation.database();
        Statement statement = connection.createStatement();
        ResultSet sum =
            statement.executeQuery(
                """
                SELECT (SELECT count(*) FROM device) + (SELECT count(*) FROM one_time_pre_key)
                     + (SELECT count(*) FROM mailbox)""")) {
      sum.next();
      return sum.getLong(1);
    }
  }
}
