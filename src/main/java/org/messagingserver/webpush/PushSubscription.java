package org.messagingserver.webpush;

import com.google.crypto.tink.subtle.EllipticCurves;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Set;

/**
 * Where and how a device can be woken, in the form that RFC 8030 and RFC 8291 ask for.
 *
 * @param endpoint an {@code https:} URL
 * @param p256dh the device's public key, 65 bytes: a point on P-256, uncompressed
 * @param auth the device's secret, 16 bytes
 * @param serverKey the VAPID key that it was subscribed with
 */
public record PushSubscription(URI endpoint, Buffer p256dh, Buffer auth, Buffer serverKey) {
  static final int MAX_ENDPOINT = 1024;
  private static final int AUTH_BYTES = 16;
  private static final int HTTPS = 443;

  /**
   * Reads what a client has sent. Looks at the form alone, and resolves nothing.
   *
   * @param ports that an endpoint may name
   * @throws IllegalArgumentException with the error, which quotes nothing
   */
  public static PushSubscription parse(
      String endpoint, Buffer p256dh, Buffer auth, Buffer serverKey, Set<Integer> ports) {
    require(endpoint.length() <= MAX_ENDPOINT, "the endpoint is too long");
    PushSubscription parsed = new PushSubscription(uri(endpoint), p256dh, auth, serverKey);
    require("https".equalsIgnoreCase(parsed.endpoint.getScheme()), "the endpoint is not https");
    require(
        parsed.endpoint.getHost() != null
            && parsed.endpoint.getRawUserInfo() == null
            && parsed.endpoint.getRawFragment() == null,
        "the endpoint is no URL of a push service");
    require(ports.contains(parsed.port()), "the endpoint names a port that is not allowed");
    require(isOnCurve(p256dh), "p256dh is no point on the curve");
    require(auth.length() == AUTH_BYTES, "auth does not have 16 bytes");
    return parsed;
  }

  private static URI uri(String endpoint) {
    try {
      require(endpoint.chars().allMatch(c -> c > ' ' && c < 0x7F), "the endpoint is no URL");
      return new URI(endpoint);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the endpoint is no URL");
    }
  }

  private static boolean isOnCurve(Buffer point) {
    try {
      EllipticCurves.pointDecode(
          EllipticCurves.CurveType.NIST_P256,
          EllipticCurves.PointFormatType.UNCOMPRESSED,
          point.getBytes());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Without the brackets of an IPv6 address, in lower case, and without a dot at its end. */
  String host() {
    String host = endpoint.getHost().toLowerCase(Locale.ROOT);
    int start = host.startsWith("[") ? 1 : 0;
    int end = host.endsWith("]") || host.endsWith(".") ? host.length() - 1 : host.length();
    return host.substring(start, end);
  }

  int port() {
    return endpoint.getPort() < 0 ? HTTPS : endpoint.getPort();
  }

  /** The target of a request. */
  String target() {
    String path = endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
    return endpoint.getRawQuery() == null ? path : path + '?' + endpoint.getRawQuery();
  }

  /** As a token names the push service. */
  String origin() {
    String authority = endpoint.getHost().toLowerCase(Locale.ROOT);
    return "https://" + authority + (port() == HTTPS ? "" : ":" + port());
  }

  /** Holds secrets of a client. */
  @Override
  public String toString() {
    return "PushSubscription";
  }
}
