package org.messagingserver.vault;

import java.nio.file.Path;
import org.messagingserver.settings.Section;

/**
 * Where the keyset is kept.
 *
 * @param file the same one, or a copy of it, on every node of a cluster
 */
public record VaultSettings(Path file) {

  /** Reads {@code keys} of the whole configuration. */
  public static VaultSettings read(Section root) {
    return new VaultSettings(root.section("keys").file("file", "data/keys.json"));
  }
}
