package org.messagingserver.attachments;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

/**
 * Where attachments are kept, and how many.
 *
 * @param store where nothing is said, files beside an embedded database and none elsewhere
 * @param shared whether all nodes see the same files in {@code directory}
 * @param maxBytes of one attachment
 * @param maxTotalBytes of all that are kept, coming in or offered a place
 * @param retention how long an attachment is kept at least
 * @param concurrent attachments that a node moves at once
 * @param s3 of a store of kind {@link StoreKind#S3}
 */
public record AttachmentSettings(
    Optional<StoreKind> store,
    Path directory,
    boolean shared,
    long maxBytes,
    long maxTotalBytes,
    Duration retention,
    int concurrent,
    Optional<S3Settings> s3) {
  /** One source has at most this part of the free space under way. */
  static final int SOURCES = 16;

  private static final String PATH = "attachments.";
  private static final int MAX_RETENTION_DAYS = 3650;

  public AttachmentSettings {
    ConfigException.check(
        ConfigError.unless(maxBytes > 0, PATH + "maxBytes", maxBytes, "1 or more"),
        ConfigError.unless(
            maxTotalBytes / SOURCES >= SpaceLedger.cost(maxBytes),
            PATH + "maxTotalBytes",
            maxTotalBytes,
            "at least " + SOURCES + " times attachments.maxBytes"),
        ConfigError.unless(
            retention.toDays() > 0 && retention.toDays() <= MAX_RETENTION_DAYS,
            PATH + "retentionDays",
            retention.toDays(),
            "1 to " + MAX_RETENTION_DAYS),
        ConfigError.unless(
            concurrent > 0 && concurrent <= 100_000,
            PATH + "concurrent",
            concurrent,
            "1 to 100000"),
        ConfigError.unless(
            !store.equals(Optional.of(StoreKind.S3)) || s3.isPresent(),
            PATH + "s3",
            "no endpoint, bucket, accessKeyFile or secretKeyFile",
            "all of them"));
  }

  /** Reads {@code attachments.*}. */
  public static AttachmentSettings read(ConfigSection root) {
    ConfigSection attachments = root.section("attachments");
    Optional<String> store = attachments.text("store");
    Path directory = attachments.file("directory", "data/attachments");
    boolean shared = attachments.flag("shared", false);
    long maxBytes = attachments.whole("maxBytes", 100 << 20);
    long maxTotalBytes = attachments.whole("maxTotalBytes", 10L << 30);
    Duration retention = attachments.days("retentionDays", 30);
    int concurrent = attachments.integer("concurrent", 200);
    Optional<S3Settings> s3 = S3Settings.read(attachments);
    return attachments.build(
        () ->
            new AttachmentSettings(
                kind(store),
                directory,
                shared,
                maxBytes,
                maxTotalBytes,
                retention,
                concurrent,
                s3));
  }

  private static Optional<StoreKind> kind(Optional<String> text) {
    Optional<StoreKind> kind = text.flatMap(StoreKind::of);
    ConfigException.check(
        ConfigError.unless(
            text.isEmpty() || kind.isPresent(),
            PATH + "store",
            "another text",
            "off, directory or s3"));
    return kind;
  }
}
