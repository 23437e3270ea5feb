package org.messagingserver.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.attachments.S3Settings;
import org.messagingserver.attachments.StoreKind;
import org.messagingserver.cluster.ClusterException;
import org.messagingserver.cluster.Node;
import org.messagingserver.config.SecretException;
import org.messagingserver.encryption.EncryptionException;
import org.messagingserver.encryption.EncryptionSettings;
import org.messagingserver.encryption.KeysetEditor;
import org.messagingserver.encryption.KeysetSummary;
import org.messagingserver.tls.TlsFileException;

/** Checks the files that a configuration names as a start would, and creates none. Blocks. */
final class ConfiguredFiles {
  private final List<String> found = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private ConfiguredFiles() {}

  /** Of one node alone, or of one of many. */
  static ConfiguredFiles of(Configuration configuration, boolean cluster) {
    ConfiguredFiles files = new ConfiguredFiles();
    configuration.http().tls().ifPresent(tls -> files.checkTls("http.tls", tls::read));
    files.checkKeyset(configuration.encryption(), configuration.wakeups().enabled());
    if (configuration.wakeups().enabled() && configuration.wakeups().push().ca().isPresent()) {
      files.checkTls("wakeups.ca", configuration.wakeups().push()::authority);
    }
    if (configuration.attachmentStore() == StoreKind.S3) {
      configuration.attachments().s3().ifPresent(files::checkS3);
    }
    if (cluster) {
      configuration.cluster().tls().ifPresent(tls -> files.checkTls("cluster.tls", tls::read));
      files.checkClusterFile();
    }
    return files;
  }

  /** The valid files, a line each. */
  List<String> found() {
    return found;
  }

  /** The problems that would make a start fail, a line each. */
  List<String> problems() {
    return problems;
  }

  private void checkTls(String section, Runnable reading) {
    try {
      reading.run();
      found.add(section + ": can be used");
    } catch (TlsFileException unusable) {
      problems.addAll(unusable.problems());
    }
  }

  private void checkS3(S3Settings settings) {
    try {
      settings.requireKey();
      found.add("attachments.s3: the key can be used");
    } catch (SecretException unusable) {
      problems.add(unusable.getMessage());
    }
  }

  private void checkKeyset(EncryptionSettings settings, boolean wakes) {
    Path file = settings.file();
    try {
      KeysetEditor keys = new KeysetEditor(settings);
      if (Files.exists(file)) {
        KeysetSummary summary = keys.summary();
        found.add("keys.file: keyset " + summary.id());
        if (wakes && summary.vapidKeys().isEmpty()) {
          problems.add(Server.NO_VAPID_KEY);
        }
      } else if (canBeCreated(file)) {
        found.add("keys.file: not there; the first start makes it");
      } else {
        problems.add("keys.file " + file + ": is not there and cannot be made");
      }
    } catch (EncryptionException unusable) {
      problems.add(unusable.getMessage());
    }
  }

  /** In the nearest of its directories that is there. */
  private static boolean canBeCreated(Path file) {
    Optional<Path> nearest =
        Stream.iterate(file.toAbsolutePath().getParent(), Path::getParent)
            .takeWhile(directory -> directory != null)
            .filter(Files::exists)
            .findFirst();
    return nearest.filter(Files::isDirectory).filter(Files::isWritable).isPresent();
  }

  private void checkClusterFile() {
    try {
      Node.configured(failure -> {});
      found.add("cluster.xml: can be used");
    } catch (ClusterException unusable) {
      problems.add(unusable.getMessage());
    }
  }
}
