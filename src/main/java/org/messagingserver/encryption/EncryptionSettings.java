package org.messagingserver.encryption;

import java.nio.file.Path;
import java.util.Optional;
import org.messagingserver.config.ConfigSection;

/**
 * Where the keyset is kept.
 *
 * @param file the same one, or a copy of it, on every node of a cluster
 * @param passphraseFile holds what the keyset file is sealed by; the environment may hold it
 *     instead, see {@link Passphrase#VARIABLE}
 */
public record EncryptionSettings(Path file, Optional<Path> passphraseFile) {

  /** Reads {@code keys} of the whole configuration. */
  public static EncryptionSettings read(ConfigSection root) {
    ConfigSection keys = root.section("keys");
    return new EncryptionSettings(keys.file("file", "data/keys.json"), keys.file("passphraseFile"));
  }
}
