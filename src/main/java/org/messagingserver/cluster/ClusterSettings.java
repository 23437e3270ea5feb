package org.messagingserver.cluster;

import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.config.ConfigError;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.tls.TlsAuthority;
import org.messagingserver.tls.TlsFileException;
import org.messagingserver.tls.TlsPair;

/**
 * The settings of a node beside {@code cluster.xml}.
 *
 * @param busPort where other nodes bring messages for clients of this one; 0 takes a free port
 * @param tls protects those messages; without it the network has to
 */
public record ClusterSettings(int busPort, Optional<Tls> tls) {

  /**
   * Files of TLS, each PEM: nodes know each other by certificates that one authority has signed.
   *
   * @param key this node's private key
   * @param cert its certificate, good for a client and a server
   * @param ca the authority's certificate
   */
  public record Tls(String key, String cert, String ca) {

    /**
     * Reads the pair, and makes sure that its files belong together, are valid now, and are signed
     * by the authority. Blocks.
     *
     * @throws TlsFileException with the error
     */
    public TlsPair read() {
      TlsPair pair = TlsPair.read("cluster.tls", key, cert);
      readAuthority().requireToHaveSigned(pair);
      return pair;
    }

    TlsAuthority readAuthority() {
      return TlsAuthority.read("cluster.tls.ca", ca);
    }
  }

  public ClusterSettings {
    ConfigException.check(
        ConfigError.unless(
            busPort >= 0 && busPort <= 65_535, "cluster.busPort", busPort, "0 to 65535"));
  }

  /** Reads {@code cluster.*}. */
  public static ClusterSettings read(ConfigSection root) {
    ConfigSection cluster = root.section("cluster");
    int busPort = cluster.integer("busPort", 0);
    ConfigSection tls = cluster.section("tls");
    Optional<String> key = tls.text("key");
    Optional<String> cert = tls.text("cert");
    Optional<String> ca = tls.text("ca");
    return cluster.build(() -> new ClusterSettings(busPort, tls(key, cert, ca)));
  }

  private static Optional<Tls> tls(
      Optional<String> key, Optional<String> cert, Optional<String> ca) {
    long given = Stream.of(key, cert, ca).filter(Optional::isPresent).count();
    if (given == 0) {
      return Optional.empty();
    }
    ConfigException.check(
        needed("cluster.tls.key", key),
        needed("cluster.tls.cert", cert),
        needed("cluster.tls.ca", ca));
    return Optional.of(new Tls(key.orElseThrow(), cert.orElseThrow(), ca.orElseThrow()));
  }

  private static Stream<ConfigError> needed(String key, Optional<String> file) {
    return ConfigError.unless(
        file.isPresent(), key, "none", "a file: key, cert and ca belong together");
  }
}
