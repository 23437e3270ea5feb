package org.messagingserver.socket;

import io.netty.util.internal.PlatformDependent;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.config.MemorySettings;
import org.messagingserver.tls.TlsFileException;
import org.messagingserver.tls.TlsPair;

/**
 * Where clients connect, and what a connection may be like.
 *
 * @param port 0 takes a free one
 * @param maxFrameBytes largest WebSocket message, in one frame or many
 * @param unfinished what messages may have that are still coming in
 * @param ping how often a socket is pinged; one silent for two of these is closed
 * @param firstRequestTimeout a connection that has not become a WebSocket within this time is
 *     closed
 * @param unsentBytes with more unsent than this a socket is closed
 * @param nodeUnsentBytes unsent bytes of all sockets; from half of them on, those that do not read
 *     are closed
 * @param eventLoops sockets are spread over this many
 * @param transferWindow an attachment that moves fewer than 1,024 bytes a second for so long is cut
 *     off
 * @param shutdownTimeout how long a stop may take to finish what was taken from clients
 * @param allowedOrigins of browsers, besides the server's own
 * @param trustedProxies addresses or networks of those that tell the client's address
 * @param explorer whether the explorer page is served; where nothing is said, beside an embedded
 *     database alone
 */
public record HttpSettings(
    String host,
    int port,
    int maxFrameBytes,
    Unfinished unfinished,
    Duration ping,
    Duration firstRequestTimeout,
    int unsentBytes,
    long nodeUnsentBytes,
    int eventLoops,
    Duration transferWindow,
    Duration shutdownTimeout,
    Optional<Tls> tls,
    List<String> allowedOrigins,
    List<String> trustedProxies,
    Optional<Boolean> explorer) {
  /** The most that {@link #maxFrameBytes} may be. */
  static final int LARGEST_FRAME = 16 << 20;

  /** With more unsent than this a socket counts as slow, and is not read. */
  static final int WRITE_QUEUE_BYTES = 256 << 10;

  /** The least that {@link #maxFrameBytes} may be. */
  static final int SMALLEST_FRAME = 1024;

  private static final int UNFINISHED_FRAMES = 4;

  /**
   * Bounds messages that are still coming in.
   *
   * @param bytes of all of them, for each event loop
   * @param timeout for one to become whole
   */
  public record Unfinished(long bytes, Duration timeout) {}

  /** PEM files; read again when they change. */
  public record Tls(String key, String cert) {

    /**
     * Reads both files, and makes sure that they belong together and are valid now. Blocks.
     *
     * @throws TlsFileException with the error
     */
    public TlsPair read() {
      return TlsPair.read("http.tls", key, cert);
    }
  }

  public HttpSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
    trustedProxies = List.copyOf(trustedProxies);
    ConfigException.check(
        ConfigError.unless(!host.isBlank(), "http.host", "an empty text", "a host name or address"),
        ConfigError.unless(port >= 0 && port <= 65_535, "http.port", port, "0 to 65535"),
        ConfigError.unless(
            maxFrameBytes >= SMALLEST_FRAME && maxFrameBytes <= LARGEST_FRAME,
            "http.maxFrameBytes",
            maxFrameBytes,
            SMALLEST_FRAME + " to " + LARGEST_FRAME),
        ConfigError.unless(
            unfinished.timeout().toMillis() >= 10 && unfinished.timeout().toSeconds() <= 3600,
            "http.messageMillis",
            unfinished.timeout().toMillis(),
            "10 to 3600000"),
        ConfigError.unless(
            ping.toSeconds() > 0 && ping.toSeconds() <= 3600,
            "http.pingSeconds",
            ping.toSeconds(),
            "1 to 3600"),
        ConfigError.unless(
            unsentBytes >= WRITE_QUEUE_BYTES,
            "http.unsentBytes",
            unsentBytes,
            WRITE_QUEUE_BYTES + " or more"),
        ConfigError.unless(
            eventLoops > 0 && eventLoops <= 1024, "http.eventLoops", eventLoops, "1 to 1024"),
        ConfigError.unless(
            transferWindow.toSeconds() > 0 && transferWindow.toSeconds() <= 3600,
            "attachments.stallSeconds",
            transferWindow.toSeconds(),
            "1 to 3600"),
        ConfigError.unless(
            shutdownTimeout.toSeconds() > 0 && shutdownTimeout.toSeconds() <= 3600,
            "http.shutdownTimeoutSeconds",
            shutdownTimeout.toSeconds(),
            "1 to 3600"),
        ConfigError.unless(
            allowedOrigins.stream().allMatch(HttpSettings::isOrigin),
            "http.allowedOrigins",
            "a text that is no origin",
            "origins like https://app.example"),
        ConfigError.unless(
            TrustedProxies.areNetworks(trustedProxies),
            "http.trustedProxies",
            "a text that is no network",
            "addresses or networks like 10.0.0.0/8"));
  }

  private static boolean isOrigin(String text) {
    try {
      URI uri = new URI(text);
      return uri.getScheme() != null && uri.getHost() != null && uri.getRawPath().isEmpty();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Reads this package's part of {@code http.*}. */
  public static HttpSettings read(ConfigSection root, MemorySettings memory) {
    ConfigSection http = root.section("http");
    String host = http.text("host", "0.0.0.0");
    int port = http.integer("port", 8080);
    int maxFrameBytes = http.integer("maxFrameBytes", 262_144);
    long unfinishedBytes =
        Math.max(memory.unfinishedBytes(), (long) UNFINISHED_FRAMES * maxFrameBytes);
    Duration messageTimeout = http.millis("messageMillis", 10_000);
    Duration ping = http.seconds("pingSeconds", 30);
    Duration firstRequestTimeout = http.seconds("firstRequestTimeoutSeconds", 60);
    int unsentBytes = http.integer("unsentBytes", 4 << 20);
    long nodeUnsentBytes = Math.min(memory.unsentBytes(), quarterOfDirectMemory());
    Duration transferWindow = root.section("attachments").seconds("stallSeconds", 30);
    Duration shutdownTimeout = http.seconds("shutdownTimeoutSeconds", 20);
    ConfigSection tls = http.section("tls");
    Optional<String> key = tls.text("key");
    Optional<String> cert = tls.text("cert");
    List<String> allowedOrigins = http.texts("allowedOrigins");
    List<String> trustedProxies = http.texts("trustedProxies");
    Optional<Boolean> explorer = http.flag("explorer");
    return http.build(
        () ->
            new HttpSettings(
                host,
                port,
                maxFrameBytes,
                new Unfinished(unfinishedBytes, messageTimeout),
                ping,
                firstRequestTimeout,
                unsentBytes,
                nodeUnsentBytes,
                memory.eventLoops(),
                transferWindow,
                shutdownTimeout,
                tls(key, cert),
                allowedOrigins,
                trustedProxies,
                explorer));
  }

  /** The rest is for incoming bytes, and for the part that the pool of buffers cannot use. */
  private static long quarterOfDirectMemory() {
    return PlatformDependent.maxDirectMemory() / 4;
  }

  private static Optional<Tls> tls(Optional<String> key, Optional<String> cert) {
    ConfigException.check(
        ConfigError.unless(
            key.isPresent() || cert.isEmpty(),
            "http.tls.key",
            "none",
            "a file, beside http.tls.cert"),
        ConfigError.unless(
            cert.isPresent() || key.isEmpty(),
            "http.tls.cert",
            "none",
            "a file, beside http.tls.key"));
    return key.map(file -> new Tls(file, cert.orElseThrow()));
  }
}
