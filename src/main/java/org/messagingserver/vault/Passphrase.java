package org.messagingserver.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the keyset file is sealed by, as the operator gave it. */
final class Passphrase {
  /** The environment variable that may hold it. */
  static final String VARIABLE = "MESSAGING_SERVER_KEYS_PASSPHRASE";

  private static final String KEY = "keys.passphraseFile";
  private static final int SHORTEST = 16;
  private static final int LONGEST = 1024;

  private final String text;

  private Passphrase(String where, String text) {
    this.text = text;
    if (text.length() < SHORTEST || text.length() > LONGEST) {
      throw new VaultException(
          "%s: a passphrase has %d to %d characters; make one by: openssl rand -base64 32"
              .formatted(where, SHORTEST, LONGEST));
    }
  }

  /**
   * The one that the configuration names or the environment holds. Blocks.
   *
   * @throws VaultException when it is unusable, or both give one
   */
  static Optional<Passphrase> given(VaultSettings settings, Map<String, String> environment) {
    Optional<String> variable = Optional.ofNullable(environment.get(VARIABLE));
    if (settings.passphraseFile().isEmpty()) {
      return variable.map(text -> new Passphrase(VARIABLE, text));
    }
    if (variable.isPresent()) {
      throw new VaultException(KEY + " and " + VARIABLE + " are both given; one of them is enough");
    }
    return settings.passphraseFile().map(file -> read(KEY, file));
  }

  /**
   * The one in a file, without the end of its line. Blocks.
   *
   * @param who names the file
   */
  static Passphrase read(String who, Path file) {
    String where = who + " " + file;
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST * Integer.BYTES);
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Passphrase(where, text.replaceFirst("\\r?\\n\\z", ""));
    } catch (CharacterCodingException e) {
      throw new VaultException(where + ": is no text in UTF-8");
    } catch (IOException e) {
      throw new VaultException(where + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  char[] characters() {
    return text.toCharArray();
  }

  @Override
  public String toString() {
    return "Passphrase[hidden]";
  }
}
