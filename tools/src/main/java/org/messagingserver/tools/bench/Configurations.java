package org.messagingserver.tools.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingserver.encryption.EncryptionSettings;
import org.messagingserver.tools.localcluster.SelfSignedCertificate;

/**
 * Configuration files: the defaults, except for settings that would delay messages or bound the
 * load.
 */
final class Configurations {
  private static final int NO_BOUND = 1_000_000_000;
  private static final int MAX_KEYS = 100_000;
  private static final long ALL_OF_THE_DISK = 1L << 50;
  private static final int HOUR_SECONDS = 3600;

  /** A saturated client acks late, and the hand-off has to succeed nevertheless. */
  private static final JsonObject LONG_TIMEOUTS =
      new JsonObject().put("ackMillis", 0).put("handoffMillis", 10_000).put("storeMillis", 30_000);

  private final Path folder;
  private final Supplier<String> database;

  /**
   * @param database connection URI of the Postgres of all servers
   */
  Configurations(Path folder, Supplier<String> database) {
    this.folder = folder;
    this.database = database;
  }

  /** For a server that hands off messages with long timeouts. */
  String longTimeouts() throws IOException {
    return file("patient.json", unbounded(LONG_TIMEOUTS, shared()));
  }

  /** For a server with the default hand-off timeout. */
  String defaultTimeouts() throws IOException {
    JsonObject delivery = new JsonObject().put("ackMillis", 0);
    return file("usual.json", unbounded(delivery, shared()));
  }

  /** For a server with the default times of messages and Acks. */
  String defaultDelivery() throws IOException {
    return file("delivery.json", unbounded(new JsonObject(), shared()));
  }

  /** For a server that marks devices to be woken, and wakes none before an hour is over. */
  String wakeups() throws IOException {
    JsonObject wakeups =
        new JsonObject()
            .put("subject", "mailto:bench@example.com")
            .put("graceSeconds", HOUR_SECONDS);
    return file("wakeups.json", unbounded(LONG_TIMEOUTS, shared()).put("wakeups", wakeups));
  }

  /**
   * For a server that wakes devices at once, again and again.
   *
   * @param port of all push services
   */
  String wakeupsAtOnce(int port) throws IOException {
    JsonObject wakeups =
        new JsonObject()
            .put("subject", "mailto:bench@example.com")
            .put("graceSeconds", 1)
            .put("minSeconds", 1)
            .put("jitterMillis", 0)
            .put("ports", new JsonArray().add(port))
            .put("allowPrivateAddresses", true);
    JsonObject delivery = new JsonObject().put("ackMillis", 0);
    return file("waking.json", unbounded(delivery, shared()).put("wakeups", wakeups));
  }

  /** For a server with room for attachments that are only bounded by the disk. */
  String unboundedAttachments() throws IOException {
    JsonObject settings = unbounded(new JsonObject().put("ackMillis", 0), shared());
    settings.getJsonObject("attachments").put("maxTotalBytes", ALL_OF_THE_DISK);
    return file("attachments.json", settings);
  }

  /** The folder of the attachments of all servers. */
  Path keptAttachments() {
    return folder.resolve("attachments").resolve("kept");
  }

  /** For a single server with an embedded Postgres. */
  String embeddedPostgres() throws IOException {
    String directory = folder.resolve("own-postgres").toString();
    return file(
        "alone.json",
        unbounded(LONG_TIMEOUTS, new JsonObject().put("embeddedDirectory", directory)));
  }

  /** For a server that counts requests against limits that nobody reaches. */
  String countingLimits() throws IOException {
    return file(
        "counting.json", unbounded(LONG_TIMEOUTS, shared()).put("limits", unreachableLimits()));
  }

  /**
   * For a server with the default limits, with two exceptions. A burst is one second long: an
   * attack uses up a longer one in its first minute, which is longer than a round. And the hourly
   * limit of a source towards a device is off, because the same pairs send in all rounds.
   */
  String defaultLimits() throws IOException {
    JsonObject limits =
        new JsonObject().put("burstSeconds", 1).put("sourceRecipient", unreachableHourlyLimits());
    return file("guarded.json", basic(shared()).put("limits", limits));
  }

  /** For a server with default settings. */
  String defaults() throws IOException {
    return file("defaults.json", basic(shared()));
  }

  /**
   * For a server whose connections are idle: nothing is pinged within the hour, since clients that
   * keep no state of TLS could not answer.
   *
   * @param certificate of a server with TLS
   */
  String idleConnections(Optional<SelfSignedCertificate> certificate) throws IOException {
    JsonObject settings = basic(shared()).put("limits", new JsonObject().put("enabled", false));
    JsonObject http = settings.getJsonObject("http").put("pingSeconds", HOUR_SECONDS);
    certificate.ifPresent(
        pair ->
            http.put(
                "tls",
                new JsonObject()
                    .put("key", pair.key().toString())
                    .put("cert", pair.pem().toString())));
    return file(certificate.isPresent() ? "idle-tls.json" : "idle.json", settings);
  }

  /** The keyset of all servers. */
  EncryptionSettings encryption() {
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

  /** Settings of every configuration. */
  private JsonObject basic(JsonObject postgres) {
    return new JsonObject()
        .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0))
        .put("admin", new JsonObject().put("port", 0))
        .put("postgres", postgres)
        .put("attachments", attachments())
        .put("keys", new JsonObject().put("file", keys().toString()));
  }

  /** Hostile clients attack them as well. Several servers of a row run at once. */
  private JsonObject attachments() {
    return new JsonObject()
        .put("store", "directory")
        .put("directory", folder.resolve("attachments").toString())
        .put("shared", true);
  }

  /** Settings without bounds for the load. */
  private JsonObject unbounded(JsonObject delivery, JsonObject postgres) {
    JsonObject settings = basic(postgres);
    settings.getJsonObject("http").put("firstRequestTimeoutSeconds", HOUR_SECONDS);
    return settings
        .put("preKeys", new JsonObject().put("maxPerDevice", MAX_KEYS))
        .put("delivery", delivery)
        .put("limits", new JsonObject().put("enabled", false))
        .put("mailbox", new JsonObject().put("maxMessages", NO_BOUND).put("maxBytes", NO_BOUND));
  }

  /** An hourly limit of one source towards one device that nobody reaches. */
  private static JsonObject unreachableHourlyLimits() {
    return new JsonObject().put("messagesPerHour", NO_BOUND).put("bytesPerHour", NO_BOUND);
  }

  private static JsonObject unreachableLimits() {
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
            unreachableHourlyLimits()
                .put("messagesPerSecond", NO_BOUND)
                .put("bytesPerSecond", NO_BOUND));
  }
}
