package org.messagingserver.attachments;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where attachments are. */
public enum StoreKind {
  /** Nowhere: the server offers none. */
  OFF,
  /** In files of {@code attachments.directory}. */
  DIRECTORY,
  /** In the bucket of {@code attachments.s3}. */
  S3;

  /** Its name in the configuration. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<StoreKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }
}
