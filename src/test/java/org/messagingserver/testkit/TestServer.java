package org.messagingserver.testkit;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import org.messagingserver.app.DeployedServer;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionSettings;
import org.messagingserver.postgres.TestPostgres;

/**
 * A whole server in this JVM: real sockets on free ports, a database of its own on the shared test
 * Postgres, a fresh keyset. Acks leave at once and nothing is limited unless a test says otherwise.
 */
public final class TestServer implements AutoCloseable {
  private final Vertx vertx;
  private final JsonObject config;
  private final DeployedServer server;

  private TestServer(Vertx vertx, JsonObject config) {
    this.vertx = vertx;
    this.config = config;
    this.server = DeployedServer.deploy(vertx, config);
  }

  /** With defaults. */
  public static TestServer start() {
    return start(new JsonObject());
  }

  /** With these keys instead of the defaults, merged deeply. */
  public static TestServer start(JsonObject overrides) {
    return new TestServer(Vertx.vertx(), configuration(overrides));
  }

  /** Another node on the database and keyset of this one, as after a restart. */
  public TestServer startAgain() {
    return new TestServer(Vertx.vertx(), config);
  }

  /** On a Vert.x of its own, with a whole configuration. */
  public static TestServer start(Vertx vertx, JsonObject configuration) {
    return new TestServer(vertx, configuration);
  }

  /** A database and keyset of its own and free ports, but for these keys. */
  public static JsonObject configuration(JsonObject overrides) {
    Path keys = Path.of("target", "test-keys", UUID.randomUUID() + ".json");
    return new JsonObject()
        .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0))
        .put("admin", new JsonObject().put("port", 0))
        .put("postgres", new JsonObject().put("uri", TestPostgres.newDatabaseUri()))
        .put("keys", new JsonObject().put("file", keys.toString()))
        .put("delivery", delivery())
        .put("limits", limits())
        .mergeIn(overrides, true);
  }

  /** For tests that ask more than anyone may, with {@code -Dlimits=true} too. */
  public static JsonObject unlimited() {
    return new JsonObject().put("enabled", false);
  }

  /** {@code -Dlimits=true} runs every test that says nothing of them under the default limits. */
  private static JsonObject limits() {
    return new JsonObject().put("enabled", Boolean.getBoolean("limits"));
  }

  /** {@code -DhandoffMillis=0} runs every test that says nothing of it the stored way alone. */
  private static JsonObject delivery() {
    return new JsonObject()
        .put("ackMillis", 0)
        .put("handoffMillis", Integer.getInteger("handoffMillis", 150));
  }

  /** Where clients connect. */
  public URI uri() {
    return server.clientUri();
  }

  /** Where {@code /health/ready} is. */
  public URI healthUri() {
    return server.healthUri();
  }

  /** The database's uri. */
  public String databaseUri() {
    return config.getJsonObject("postgres").getString("uri");
  }

  /** The server's keyset, opened once more. */
  public Encryption vault() {
    return Encryption.open(vaultSettings());
  }

  /** Where the server's keyset is. */
  public EncryptionSettings vaultSettings() {
    return DeployedServer.keyset(config);
  }

  /** The Vert.x that the server runs on; clients may share it. */
  public Vertx vertx() {
    return vertx;
  }

  /** Stops in order, as SIGTERM does. */
  public void stop() {
    server.undeploy();
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
