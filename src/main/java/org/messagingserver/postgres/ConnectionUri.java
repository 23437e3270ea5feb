package org.messagingserver.postgres;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code postgres.uri} says. The client fills in a user, a password and a database of its own
 * where the uri names none; here user and database must stand in it, and no password means none.
 *
 * <p>{@code sslmode} means what it means to libpq. Its {@code verify-…} trust the certificates in
 * {@code sslrootcert}, or those that Java trusts.
 */
final class ConnectionUri {
  private static final Pattern COMPLETE =
      Pattern.compile(
          "postgres(ql)?://(?<user>[^/@:]+)(:(?<password>[^/@]*))?@[^/@]+/[^/?]+(\\?.*)?");
  private static final Pattern ROOT_CERTIFICATE = Pattern.compile("[?&]sslrootcert=([^&]+)");

  private ConnectionUri() {}

  static boolean isValid(String uri) {
    try {
      return COMPLETE.matcher(uri).matches() && PgConnectOptions.fromUri(uri) != null;
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  /** The options of a valid uri. */
  static PgConnectOptions options(String uri) {
    PgConnectOptions options = PgConnectOptions.fromUri(uri);
    Matcher parts = COMPLETE.matcher(uri);
    if (parts.matches() && parts.group("password") == null && !uri.contains("password=")) {
      options.setPassword("");
    }
    return secured(options, uri);
  }

  /** The file of certificates to trust, where the uri names one. */
  static Optional<String> rootCertificate(String uri) {
    Matcher parameter = ROOT_CERTIFICATE.matcher(uri);
    return parameter.find()
        ? Optional.of(URLDecoder.decode(parameter.group(1), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private static PgConnectOptions secured(PgConnectOptions options, String uri) {
    return switch (options.getSslMode()) {
      case DISABLE -> options;
      case ALLOW, PREFER, REQUIRE ->
          options.setSslOptions(new ClientSSLOptions().setTrustAll(true));
      case VERIFY_CA -> options.setSslOptions(new ClientSSLOptions().setTrustOptions(trusted(uri)));
      case VERIFY_FULL ->
          options.setSslOptions(
              new ClientSSLOptions()
                  .setTrustOptions(trusted(uri))
                  .setHostnameVerificationAlgorithm("HTTPS"));
    };
  }

  private static TrustOptions trusted(String uri) {
    return rootCertificate(uri)
        .<TrustOptions>map(file -> new PemTrustOptions().addCertPath(file))
        .orElseGet(JavaTrust::options);
  }
}
