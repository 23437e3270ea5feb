package org.messagingserver.postgres;

import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.function.Function;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The certificates that this Java trusts: those of its {@code cacerts}, or of {@code
 * javax.net.ssl.trustStore}. The options of {@link TrustOptions#wrap} log by SLF4J, which leads to
 * nowhere in the jar.
 */
final class DefaultTrustStore implements TrustOptions {

  /** Whether there is any certificate among them. */
  static boolean hasCertificates() {
    return Arrays.stream(factory().getTrustManagers())
        .anyMatch(
            manager ->
                manager instanceof X509TrustManager known && known.getAcceptedIssuers().length > 0);
  }

  @Override
  public TrustOptions copy() {
    return this;
  }

  @Override
  public TrustManagerFactory getTrustManagerFactory(Vertx vertx) {
    return factory();
  }

  @Override
  public Function<String, TrustManager[]> trustManagerMapper(Vertx vertx) {
    return serverName -> factory().getTrustManagers();
  }

  private static TrustManagerFactory factory() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return factory;
    } catch (GeneralSecurityException broken) {
      throw new UriException("a Java whose trust store cannot be read", "an sslrootcert");
    }
  }
}
