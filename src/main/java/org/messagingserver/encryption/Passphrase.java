package org.messagingserver.encryption;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.messagingserver.config.Secret;
import org.messagingserver.config.SecretException;

/** The passphrase of the keyset file, as the operator gave it. */
final class Passphrase {
  /** The environment variable that may hold it. */
  static final String VARIABLE = "MESSAGING_SERVER_KEYS_PASSPHRASE";

  private static final String KIND = "passphrase";
  private static final Secret.Sources SOURCES =
      new Secret.Sources(KIND, "keys.passphraseFile", VARIABLE);

  private final Secret secret;

  private Passphrase(Secret secret) {
    this.secret = secret;
  }

  /**
   * The one that the configuration names or the environment holds. Blocks.
   *
   * @throws EncryptionException when it is unusable, or both give one
   */
  static Optional<Passphrase> find(EncryptionSettings settings, Map<String, String> environment) {
    return usable(() -> SOURCES.find(settings.passphraseFile(), environment)).map(Passphrase::new);
  }

  /**
   * The one in a file, without the end of its line. Blocks.
   *
   * @param who names the file
   */
  static Passphrase read(String who, Path file) {
    return new Passphrase(usable(() -> Secret.read(KIND, who, file)));
  }

  private static <T> T usable(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (SecretException unusable) {
      throw new EncryptionException(unusable.getMessage());
    }
  }

  char[] characters() {
    return secret.text().toCharArray();
  }

  @Override
  public String toString() {
    return "Passphrase[hidden]";
  }
}
