package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.FormerPostgres;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.ServerProcess;

/** The packaged server on what an earlier release has left: sealed rows in an older Postgres. */
@ExtendWith(VertxExtension.class)
class EmbeddedUpgradeIT {
  private static final List<String> LINES =
      List.of("begun", "device: ", "mailbox: ", "writing all");

  private final Installation installation = Installation.create();
  private final Identity away = Identity.generate();

  @AfterEach
  void remove() {
    installation.close();
  }

  @Test
  void deliversWhatAnEarlierReleaseHasStoredThoughKilledInTheUpgrade(Vertx vertx) {
    storeOneMessage(vertx);

    for (String line : LINES) {
      ServerProcess killed = server();
      killed.awaitLine(".*upgrade of the embedded Postgres from 17 to 18: " + line + ".*");
      killed.kill();
    }
    try (ServerProcess server = server().ready()) {
      assertThat(Mail.takeOne(server.socket(vertx).logIn(away, 1))).isEqualTo("kept");
      server.stop();
      assertThat(server.stderr())
          .anyMatch(line -> line.endsWith("the upgrade to Postgres 18 is complete"))
          .allMatch(line -> line.matches(ServerProcess.INFO));
    }
    assertThat(installation.path("data/postgres/cluster/PG_VERSION")).hasContent("18");
    assertThat(installation.path("data/postgres/cluster.former")).doesNotExist();
    assertThat(installation.path("data/postgres/cluster.upgrade")).doesNotExist();
  }

  private void storeOneMessage(Vertx vertx) {
    try (FormerPostgres former = FormerPostgres.in(installation.path("data/postgres"))) {
      installation.configured(
          new JsonObject().put("postgres", new JsonObject().put("uri", former.uri())));
      try (ServerProcess server = server().ready()) {
        RawSocket socket = server.socket(vertx).logIn(away, 1);
        Mail.register(socket);
        socket.close();
        Mail.deliver(server.socket(vertx), away, "kept");
        server.stop();
      }
    }
    installation.configured(new JsonObject());
  }

  private ServerProcess server() {
    return ServerProcess.run(installation, "-conf", Installation.CONF);
  }
}
