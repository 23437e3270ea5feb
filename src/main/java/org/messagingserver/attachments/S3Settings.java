package org.messagingserver.attachments;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.config.Secret;
import org.messagingserver.config.SecretException;

/**
 * A bucket of a store that speaks S3's protocol.
 *
 * @param endpoint of the store, as clients reach it
 * @param accessKeyFile holds the id of a key that may put and get objects of the bucket
 * @param secretKeyFile holds the key
 * @param pathStyle whether the bucket stands in the path, and not in the name of the host
 * @param maxBytesPerHour of attachments that a node offers places for within an hour
 */
public record S3Settings(
    URI endpoint,
    String region,
    String bucket,
    Path accessKeyFile,
    Path secretKeyFile,
    boolean pathStyle,
    long maxBytesPerHour) {
  private static final String PATH = "attachments.s3.";
  private static final String BUCKET = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]";

  public S3Settings {
    ConfigException.check(
        ConfigError.unless(
            isEndpoint(endpoint), PATH + "endpoint", "another URL", "https://host, or http://host"),
        ConfigError.unless(!region.isBlank(), PATH + "region", "an empty text", "a region"),
        ConfigError.unless(
            bucket.matches(BUCKET), PATH + "bucket", "another text", "the name of a bucket"),
        ConfigError.unless(
            maxBytesPerHour > 0, PATH + "maxBytesPerHour", maxBytesPerHour, "1 or more"));
  }

  private static boolean isEndpoint(URI uri) {
    return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
        && uri.getHost() != null
        && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
        && uri.getRawQuery() == null
        && uri.getRawUserInfo() == null;
  }

  /** Reads {@code attachments.s3.*}; empty if no bucket is named. */
  static Optional<S3Settings> read(ConfigSection attachments) {
    ConfigSection s3 = attachments.section("s3");
    Optional<String> endpoint = s3.text("endpoint");
    String region = s3.text("region", "us-east-1");
    Optional<String> bucket = s3.text("bucket");
    Optional<Path> accessKeyFile = s3.file("accessKeyFile");
    Optional<Path> secretKeyFile = s3.file("secretKeyFile");
    boolean pathStyle = s3.flag("pathStyle", false);
    long maxBytesPerHour = s3.whole("maxBytesPerHour", 16L << 30);
    if (endpoint.isEmpty()
        || bucket.isEmpty()
        || accessKeyFile.isEmpty()
        || secretKeyFile.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        s3.build(
            () ->
                new S3Settings(
                    uri(endpoint.get()),
                    region,
                    bucket.get(),
                    accessKeyFile.get(),
                    secretKeyFile.get(),
                    pathStyle,
                    maxBytesPerHour)));
  }

  /** The id of the key. Blocks; throws {@link SecretException} if the file cannot be used. */
  Secret keyId() {
    return Secret.read("key id", PATH + "accessKeyFile", accessKeyFile);
  }

  /** The key itself, likewise. */
  Secret key() {
    return Secret.read("key", PATH + "secretKeyFile", secretKeyFile);
  }

  /**
   * Reads both. Blocks.
   *
   * @throws SecretException if a file cannot be used
   */
  public void requireKey() {
    Secret unused = keyId();
    unused = key();
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // Reported by the constructor, which wants a host.
      return URI.create("");
    }
  }
}
