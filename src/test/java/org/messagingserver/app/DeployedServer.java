package org.messagingserver.app;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.messagingserver.encryption.EncryptionSettings;

/**
 * Opens to the test kit what {@code app} keeps to itself: the verticle that is the whole server.
 */
public final class DeployedServer {
  private final Vertx vertx;
  private final String id;
  private final Server server;

  private DeployedServer(Vertx vertx, String id, Server server) {
    this.vertx = vertx;
    this.id = id;
    this.server = server;
  }

  /** Returns once the server is ready. */
  public static DeployedServer deploy(Vertx vertx, JsonObject config) {
    MainVerticle verticle = new MainVerticle();
    String id = await(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(config)));
    return new DeployedServer(vertx, id, verticle.server());
  }

  /** Where clients connect. */
  public URI clientUri() {
    return URI.create(server.clientUrl());
  }

  /** Where {@code /health/ready} is. */
  public URI healthUri() {
    return URI.create(server.healthUrl());
  }

  /** Stops in order, as SIGTERM does. */
  public void undeploy() {
    await(vertx.undeploy(id));
  }

  /** Where the keyset of a server with this configuration is. */
  public static EncryptionSettings keyset(JsonObject config) {
    return Configuration.read(config).encryption();
  }

  /** What {@code version} prints. */
  public static String version() {
    return VersionCommand.version();
  }
}
