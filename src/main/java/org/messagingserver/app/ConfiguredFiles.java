package org.messagingserver.app;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.cluster.ClusterException;
import org.messagingserver.cluster.ClusterSettings;
import org.messagingserver.cluster.Node;
import org.messagingserver.socket.HttpSettings;
import org.messagingserver.vault.KeysetEditor;
import org.messagingserver.vault.KeysetSummary;
import org.messagingserver.vault.VaultException;
import org.messagingserver.vault.VaultSettings;

/** Looks at the files that a configuration names as a start would, and makes none. Blocks. */
final class ConfiguredFiles {
  private final List<String> found = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private ConfiguredFiles() {}

  /** Of one node alone, or of one of many. */
  static ConfiguredFiles of(Configuration configuration, boolean cluster) {
    ConfiguredFiles files = new ConfiguredFiles();
    configuration.http().tls().ifPresent(files::look);
    files.look(configuration.vault());
    if (cluster) {
      configuration.cluster().tls().ifPresent(files::look);
      files.lookForClusterFile();
    }
    return files;
  }

  /** What is in order, a line each. */
  List<String> found() {
    return found;
  }

  /** What would keep a start from success, a line each. */
  List<String> problems() {
    return problems;
  }

  private void look(HttpSettings.Tls tls) {
    load(
        "http.tls",
        Map.of("key", tls.key(), "cert", tls.cert()),
        vertx -> pair(tls.key(), tls.cert()).getKeyManagerFactory(vertx));
  }

  private void look(ClusterSettings.Tls tls) {
    load(
        "cluster.tls",
        Map.of("key", tls.key(), "cert", tls.cert(), "ca", tls.ca()),
        vertx -> {
          pair(tls.key(), tls.cert()).getKeyManagerFactory(vertx);
          new PemTrustOptions().addCertPath(tls.ca()).getTrustManagerFactory(vertx);
        });
  }

  private static PemKeyCertOptions pair(String key, String cert) {
    return new PemKeyCertOptions().setKeyPath(key).setCertPath(cert);
  }

  private void load(String section, Map<String, String> files, Loading loading) {
    List<String> unreadable =
        files.entrySet().stream()
            .filter(file -> !Files.isReadable(Path.of(file.getValue())))
            .map(file -> "%s.%s: cannot be read".formatted(section, file.getKey()))
            .sorted()
            .toList();
    problems.addAll(unreadable);
    if (unreadable.isEmpty()) {
      load(section, loading);
    }
  }

  private void load(String section, Loading loading) {
    Vertx vertx = Vertx.vertx();
    try {
      loading.with(vertx);
      found.add(section + ": can be used");
    } catch (Exception unusable) {
      problems.add(
          "%s: these files cannot be used (%s)"
              .formatted(section, unusable.getClass().getSimpleName()));
    } finally {
      vertx.close();
    }
  }

  private void look(VaultSettings settings) {
    Path file = settings.file();
    try {
      KeysetEditor keys = new KeysetEditor(settings);
      if (Files.exists(file)) {
        KeysetSummary summary = keys.summary();
        found.add("keys.file: keyset " + summary.id());
      } else if (canBeMade(file)) {
        found.add("keys.file: not there; the first start makes it");
      } else {
        problems.add("keys.file " + file + ": is not there and cannot be made");
      }
    } catch (VaultException unusable) {
      problems.add(unusable.getMessage());
    }
  }

  /** In the nearest of its directories that is there. */
  private static boolean canBeMade(Path file) {
    Optional<Path> nearest =
        Stream.iterate(file.toAbsolutePath().getParent(), Path::getParent)
            .takeWhile(directory -> directory != null)
            .filter(Files::exists)
            .findFirst();
    return nearest.filter(Files::isDirectory).filter(Files::isWritable).isPresent();
  }

  private void lookForClusterFile() {
    try {
      Node.configured(failure -> {});
      found.add("cluster.xml: can be used");
    } catch (ClusterException unusable) {
      problems.add(unusable.getMessage());
    }
  }

  private interface Loading {
    void with(Vertx vertx) throws Exception;
  }
}
