package org.messagingserver.encryption;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The keys that seals are made and opened with, oldest first. One of them, the primary, seals; all
 * of them open, since a seal begins with the id of its key. So a key is first added, which only
 * changes which seals can be opened, and promoted when every node has it.
 */
record SealingKeys(KeysetHandle keys) {

  static SealingKeys generate() throws GeneralSecurityException {
    return new SealingKeys(
        TinkKeysets.generate(PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE));
  }

  Aead aead() throws GeneralSecurityException {
    return TinkKeysets.primitive(keys, Aead.class);
  }

  List<SealingKey> list() {
    int primary = primary();
    return IntStream.range(0, keys.size())
        .mapToObj(
            index -> new SealingKey(keys.getAt(index).getId(), SealingKey.Role.of(index - primary)))
        .toList();
  }

  /** The key that seals. */
  SealingKey current() {
    return list().get(primary());
  }

  private int primary() {
    return IntStream.range(0, keys.size())
        .filter(index -> keys.getAt(index).isPrimary())
        .findFirst()
        .orElseThrow();
  }

  /**
   * With one more that does not seal yet.
   *
   * @throws EncryptionException where there is such a one already
   */
  SealingKeys added() throws GeneralSecurityException {
    if (primary() < keys.size() - 1) {
      throw new EncryptionException("a key was added before and is not promoted yet");
    }
    return new SealingKeys(
        KeysetHandle.newBuilder(keys)
            .setConfiguration(TinkKeysets.registry())
            .addEntry(
                KeysetHandle.generateEntryFromParameters(
                        PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE)
                    .withRandomId())
            .build());
  }

  /**
   * Sealing with the key that was added.
   *
   * @throws EncryptionException without one
   */
  SealingKeys promoted() throws GeneralSecurityException {
    if (primary() == keys.size() - 1) {
      throw new EncryptionException("no key was added that could be promoted");
    }
    return sealingWith(keys.size() - 1);
  }

  /**
   * Sealing with the key before the present one, which opens as before.
   *
   * @throws EncryptionException without one
   */
  SealingKeys demoted() throws GeneralSecurityException {
    if (primary() == 0) {
      throw new EncryptionException("no key was there before the present one");
    }
    return sealingWith(primary() - 1);
  }

  private SealingKeys sealingWith(int index) throws GeneralSecurityException {
    KeysetHandle.Builder changed =
        KeysetHandle.newBuilder(keys).setConfiguration(TinkKeysets.registry());
    changed.getAt(index).makePrimary();
    return new SealingKeys(changed.build());
  }
}
