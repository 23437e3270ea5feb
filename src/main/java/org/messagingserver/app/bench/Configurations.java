package org.messagingserver.app.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** Configuration files: the defaults, but for what would hold messages back or bound a load. */
final class Configurations {
  private static final int NO_BOUND = 1_000_000_000;
  private static final int MOST_KEYS = 100_000;
  private static final int HOUR_SECONDS = 3600;

  /** Patient: what is saturated takes longer to ack, and is to be handed over all the same. */
  private static final JsonObject PATIENT =
      new JsonObject().put("ackMillis", 0).put("handoffMillis", 10_000).put("storeMillis", 30_000);

  private final Path folder;
  private final Supplier<String> database;

  /**
   * @param database the way to the Postgres of all servers
   */
  Configurations(Path folder, Supplier<String> database) {
    this.folder = folder;
    this.database = database;
  }

  /** For a server that hands over, however long that takes. */
  String patient() throws IOException {
    return file("patient.json", PATIENT, new JsonObject().put("uri", database.get()));
  }

  /** For a server with the usual patience. */
  String usual() throws IOException {
    JsonObject delivery = new JsonObject().put("ackMillis", 0);
    return file("usual.json", delivery, new JsonObject().put("uri", database.get()));
  }

  /** For a server alone with a Postgres of its own. */
  String alone() throws IOException {
    String directory = folder.resolve("own-postgres").toString();
    return file("alone.json", PATIENT, new JsonObject().put("embeddedDirectory", directory));
  }

  private String file(String name, JsonObject delivery, JsonObject postgres) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      // It holds the password of the database.
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, settings(delivery, postgres).encodePrettily());
    }
    return file.toString();
  }

  private JsonObject settings(JsonObject delivery, JsonObject postgres) {
    JsonObject http =
        new JsonObject()
            .put("host", "127.0.0.1")
            .put("port", 0)
            .put("greetingSeconds", HOUR_SECONDS);
    return new JsonObject()
        .put("http", http)
        .put("admin", new JsonObject().put("port", 0))
        .put("postgres", postgres)
        .put("keys", new JsonObject().put("file", folder.resolve("keys.json").toString()))
        .put("preKeys", new JsonObject().put("maxPerDevice", MOST_KEYS))
        .put("delivery", delivery)
        .put("limits", new JsonObject().put("enabled", false))
        .put("mailbox", new JsonObject().put("maxMessages", NO_BOUND).put("maxBytes", NO_BOUND));
  }
}
