package org.messagingserver.tools.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingserver.encryption.EncryptionSettings;

/**
 * Configuration files: the defaults, except for settings that would delay messages or bound a load.
 */
final class Configurations {
  private static final int NO_BOUND = 1_000_000_000;
  private static final int MOST_KEYS = 100_000;
  private static final int HOUR_SECONDS = 3600;

  /** Patient: a saturated client acks later, and the handover must nevertheless succeed. */
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
    return file("patient.json", loose(PATIENT, shared()));
  }

  /** For a server with the usual patience. */
  String usual() throws IOException {
    JsonObject delivery = new JsonObject().put("ackMillis", 0);
    return file("usual.json", loose(delivery, shared()));
  }

  /** For a server alone with an embedded Postgres. */
  String alone() throws IOException {
    String directory = folder.resolve("own-postgres").toString();
    return file("alone.json", loose(PATIENT, new JsonObject().put("embeddedDirectory", directory)));
  }

  /** For a server that counts all that is asked of it, and refuses nothing. */
  String counting() throws IOException {
    return file("counting.json", loose(PATIENT, shared()).put("limits", boundless()));
  }

  /**
   * For a server with all defaults. But what may come at once is what may come in a second: a
   * minute of it is gone after the first minute of an attack, for which no round has the time. And
   * the same pairs talk in all rounds, which is more than one source may send to one device in an
   * hour.
   */
  String guarded() throws IOException {
    JsonObject limits = new JsonObject().put("burstSeconds", 1).put("sourceRecipient", endless());
    return file("guarded.json", basic(shared()).put("limits", limits));
  }

  /** For a server with all defaults. */
  String defaults() throws IOException {
    return file("defaults.json", basic(shared()));
  }

  /** The keyset of all servers. */
  EncryptionSettings vault() {
    return new EncryptionSettings(keys(), Optional.empty());
  }

  private Path keys() {
    return folder.resolve("keys.json");
  }

  private JsonObject shared() {
    return new JsonObject().put("uri", database.get());
  }

  private String file(String name, JsonObject settings) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      // It holds the password of the database.
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, settings.encodePrettily());
    }
    return file.toString();
  }

  /** The settings that every configuration here has. */
  private JsonObject basic(JsonObject postgres) {
    return new JsonObject()
        .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0))
        .put("admin", new JsonObject().put("port", 0))
        .put("postgres", postgres)
        .put("keys", new JsonObject().put("file", keys().toString()));
  }

  /** With nothing that bounds a load. */
  private JsonObject loose(JsonObject delivery, JsonObject postgres) {
    JsonObject settings = basic(postgres);
    settings.getJsonObject("http").put("firstRequestTimeoutSeconds", HOUR_SECONDS);
    return settings
        .put("preKeys", new JsonObject().put("maxPerDevice", MOST_KEYS))
        .put("delivery", delivery)
        .put("limits", new JsonObject().put("enabled", false))
        .put("mailbox", new JsonObject().put("maxMessages", NO_BOUND).put("maxBytes", NO_BOUND));
  }

  /** The hourly limit of one source towards one device. */
  private static JsonObject endless() {
    return new JsonObject().put("messagesPerHour", NO_BOUND).put("bytesPerHour", NO_BOUND);
  }

  private static JsonObject boundless() {
    return new JsonObject()
        .put("handshakesPerSecond", NO_BOUND)
        .put(
            "connection",
            new JsonObject().put("requestsPerSecond", NO_BOUND).put("bytesPerSecond", NO_BOUND))
        .put(
            "source",
            new JsonObject()
                .put("handshakesPerSecond", NO_BOUND)
                .put("requestsPerSecond", NO_BOUND)
                .put("bytesPerSecond", NO_BOUND)
                .put("registrationsPerMinute", NO_BOUND))
        .put(
            "sourceRecipient",
            endless().put("messagesPerSecond", NO_BOUND).put("bytesPerSecond", NO_BOUND));
  }
}
