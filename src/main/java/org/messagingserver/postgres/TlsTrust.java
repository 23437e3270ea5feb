package org.messagingserver.postgres;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;

/** The certificates that each {@code sslmode} accepts. */
final class TlsTrust {
  private TlsTrust() {}

  /**
   * Tries what a connection will use.
   *
   * @param file of certificates to trust, or those that Java trusts
   * @throws UriException where there is nothing to trust by
   */
  static void check(SslMode mode, Optional<Path> file) {
    file.ifPresent(TlsTrust::check);
    if (file.isEmpty() && isVerified(mode) && !DefaultTrustStore.hasCertificates()) {
      throw new UriException(
          "sslmode=" + mode.value + ", but this Java trusts no certificates",
          "an sslrootcert, the path of a PEM file");
    }
  }

  private static void check(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new UriException("an sslrootcert that cannot be read", "the path of a PEM file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        throw new CertificateException();
      }
    } catch (IOException | CertificateException none) {
      throw new UriException("an sslrootcert without a certificate", "the path of a PEM file");
    }
  }

  /** The options, with what their {@code sslmode} asks for. */
  static PgConnectOptions applyTo(PgConnectOptions options, Optional<Path> file) {
    return switch (options.getSslMode()) {
      case DISABLE -> options;
      case ALLOW, PREFER, REQUIRE ->
          options.setSslOptions(new ClientSSLOptions().setTrustAll(true));
      case VERIFY_CA ->
          options.setSslOptions(new ClientSSLOptions().setTrustOptions(trusted(file)));
      case VERIFY_FULL ->
          options.setSslOptions(
              new ClientSSLOptions()
                  .setTrustOptions(trusted(file))
                  .setHostnameVerificationAlgorithm("HTTPS"));
    };
  }

  private static boolean isVerified(SslMode mode) {
    return mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
  }

  private static TrustOptions trusted(Optional<Path> file) {
    return file.<TrustOptions>map(pem -> new PemTrustOptions().addCertPath(pem.toString()))
        .orElseGet(DefaultTrustStore::new);
  }
}
