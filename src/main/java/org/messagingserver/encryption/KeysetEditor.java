package org.messagingserver.encryption;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes the keyset file for an operator, also while servers run: they read it at their start
 * alone. Each change happens whole or not at all. Every method blocks, and throws {@link
 * EncryptionException} in one line that may be shown.
 */
public final class KeysetEditor {
  private final KeysetFile file;
  private final Optional<Passphrase> passphrase;

  /** For the file that the settings name, and the passphrase that they or the environment give. */
  public KeysetEditor(EncryptionSettings settings) {
    this(new KeysetFile(settings.file()), settings, System.getenv());
  }

  KeysetEditor(KeysetFile file, EncryptionSettings settings, Map<String, String> environment) {
    this.file = file;
    this.passphrase = Passphrase.find(settings, environment);
  }

  /** The public facts about the file. */
  public KeysetSummary summary() {
    Keyset keys = read();
    return new KeysetSummary(keys.id(), file.isSealed(), keys.seal().list(), vapidKeys(keys));
  }

  /** Makes the file, as a server does that finds none; sealed where a passphrase is given. */
  public void create() {
    file.create(passphrase);
  }

  /** Adds a sealing key that opens, but does not seal yet. */
  public void add() {
    changeSealing(SealingKeys::added);
  }

  /** Has the key that was added seal, once each server has read the file with it. */
  public void promote() {
    changeSealing(SealingKeys::promoted);
  }

  /** Takes a promotion back. */
  public void demote() {
    changeSealing(SealingKeys::demoted);
  }

  /**
   * Adds a VAPID key: devices subscribe with it, and those that have subscribed with another are
   * pushed to with that one.
   */
  public void addVapid() {
    change(keys -> keys.with(keys.vapid().added()));
  }

  private static List<VapidKey> vapidKeys(Keyset keys) {
    return keys.encryption().vapidKeys();
  }

  private void changeSealing(SealingChange change) {
    change(keys -> keys.with(change.of(keys.seal())));
  }

  private void change(Change change) {
    Keyset keys = read();
    try {
      file.replace(change.of(keys), passphrase);
    } catch (GeneralSecurityException e) {
      throw new EncryptionException(file + ": cannot be changed: " + e.getClass().getSimpleName());
    }
  }

  private Keyset read() {
    return file.read(passphrase);
  }

  /**
   * Seals the file, or seals it by another passphrase.
   *
   * @param by holds the passphrase; without it, the one that is given to servers seals
   */
  public void seal(Optional<Path> by) {
    if (by.isEmpty() && passphrase.isEmpty()) {
      throw new EncryptionException(
          "there is no passphrase; set keys.passphraseFile or " + Passphrase.VARIABLE);
    }
    boolean sealed = file.isSealed();
    if (sealed && by.isEmpty()) {
      throw new EncryptionException(
          file + ": is sealed; to change that, name a file to seal it by");
    }
    Keyset keys = file.read(sealed ? passphrase : Optional.empty());
    file.replace(keys, by.map(path -> Passphrase.read("passphrase", path)).or(() -> passphrase));
  }

  /** Takes the seal off. */
  public void unseal() {
    if (!file.isSealed()) {
      throw new EncryptionException(file + ": is not sealed");
    }
    file.replace(read(), Optional.empty());
  }

  private interface Change {
    Keyset of(Keyset keys) throws GeneralSecurityException;
  }

  private interface SealingChange {
    SealingKeys of(SealingKeys keys) throws GeneralSecurityException;
  }
}
