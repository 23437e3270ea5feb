package org.messagingserver.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The keyset's file: whole at every moment, the same for all that make it at once, and read only
 * while it is private, see {@link FileOwnership}. A server makes it and never writes it again; the
 * operator's commands replace it.
 */
final class KeysetFile {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.encryption");

  // A keyset takes about 2 KB; what is longer is none and is not read to its end.
  private static final int LARGEST = 1 << 20;

  private final Path path;
  private final int rounds;

  KeysetFile(Path path) {
    this(path, SealedKeyset.ROUNDS);
  }

  /**
   * @param rounds of a seal to be made
   */
  KeysetFile(Path path, int rounds) {
    this.path = path;
    this.rounds = rounds;
  }

  /**
   * Reads the keyset, which is made first where there is no file. Blocks.
   *
   * @param passphrase that it is sealed by
   */
  Keyset readOrCreate(Optional<Passphrase> passphrase) {
    return namingFile(
        () -> {
          if (Files.notExists(path)) {
            create(text(Keyset.generate(), passphrase));
          }
          return opened(json(), passphrase);
        });
  }

  /** Creates it if it is absent. Blocks. */
  void create(Optional<Passphrase> passphrase) {
    namingFile(
        () -> {
          if (!PrivateFile.create(path, text(Keyset.generate(), passphrase))) {
            throw new EncryptionException("is there already");
          }
          return null;
        });
  }

  /** Reads the keyset of a file that is there. Blocks. */
  Keyset read(Optional<Passphrase> passphrase) {
    return namingFile(() -> opened(json(), passphrase));
  }

  /** Whether a passphrase is needed to read it. */
  boolean isSealed() {
    return namingFile(() -> SealedKeyset.isSealedKeyset(json()));
  }

  /**
   * Puts another keyset in place of the one that is there, whose owner stays the file's. Blocks.
   */
  void replace(Keyset keys, Optional<Passphrase> passphrase) {
    namingFile(
        () -> {
          PrivateFile.replace(path, text(keys, passphrase));
          return null;
        });
  }

  private JsonObject json() throws IOException {
    if (!FileOwnership.of(path).isPrivate()) {
      throw new EncryptionException("is open to others than its owner; chmod 600 " + path);
    }
    try (var in = Files.newInputStream(path)) {
      return new JsonObject(new String(in.readNBytes(LARGEST), UTF_8));
    } catch (DecodeException e) {
      throw Keyset.damaged();
    }
  }

  private static Keyset opened(JsonObject json, Optional<Passphrase> passphrase) {
    if (SealedKeyset.isSealedKeyset(json)) {
      return SealedKeyset.parse(json).open(passphrase.orElseThrow(KeysetFile::withoutPassphrase));
    }
    if (passphrase.isPresent()) {
      throw new EncryptionException(
          "is not sealed, although a passphrase is given; the command for it is: keys seal");
    }
    return Keyset.parse(json);
  }

  private static EncryptionException withoutPassphrase() {
    return new EncryptionException(
        "is sealed; give its passphrase by keys.passphraseFile or " + Passphrase.VARIABLE);
  }

  private String text(Keyset keys, Optional<Passphrase> passphrase) {
    return passphrase
        .map(given -> SealedKeyset.seal(keys, given, rounds).text())
        .orElseGet(keys::text);
  }

  private void create(String text) throws IOException {
    if (PrivateFile.create(path, text)) {
      LOG.log(
          System.Logger.Level.INFO,
          "{0}: created; keep a copy, because stored data cannot be read without it",
          this);
    } else {
      LOG.log(System.Logger.Level.DEBUG, "{0}: another process was first", this);
    }
  }

  /** Names the file in what goes wrong with it. */
  private <T> T namingFile(Work<T> work) {
    try {
      return work.run();
    } catch (EncryptionException e) {
      throw new EncryptionException(this + ": " + e.getMessage());
    } catch (IOException | UnsupportedOperationException e) {
      throw new EncryptionException(
          this + ": cannot be read or made (" + e.getClass().getSimpleName() + ")");
    }
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  /** The configuration's key and the path, as the operator knows it. */
  @Override
  public String toString() {
    return "keys.file " + path;
  }
}
