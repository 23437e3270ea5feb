package org.messagingserver.system.outages;

import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.messagingserver.postgres.PostgresProxy;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.AdminPort;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/** A server whose way to Postgres can break, stall and lose what passes. */
abstract class StoreOutage {
  /** Also for what must be stored in time on a busy machine. */
  static final int STORE_MILLIS = 3000;

  static PostgresProxy proxy;
  static TestDatabase tables;
  static TestServer server;

  @BeforeAll
  static void start() {
    String uri = TestPostgres.newDatabaseUri();
    tables = new TestDatabase(uri);
    proxy = new PostgresProxy(uri);
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("postgres", new JsonObject().put("uri", proxy.uri()))
                .put("delivery", new JsonObject().put("storeMillis", STORE_MILLIS)));
  }

  @AfterAll
  static void stop() {
    server.close();
    proxy.close();
    tables.close();
  }

  @AfterEach
  void heal() {
    proxy.heal();
    until(() -> readiness() == 200);
  }

  static int readiness() {
    return AdminPort.status(server, "/health/ready");
  }
}
