package org.messagingserver.encryption;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.prf.PrfSet;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.UserId;

/**
 * Lets the store hold what it cannot read: nothing that went through here reveals to a reader of
 * the database, or of the bus, who a user is or what a message or key says. Anyone who also has the
 * keyset file can read it all; without that file nobody can ever read it again.
 *
 * <p>Names are HMAC-SHA256, seals XAES-256-GCM, whose nonces may be random at any volume; both by
 * Tink. Seals are bound to their purpose and owner and padded to buckets of size, see {@link
 * Padding}. Every method but {@link #open(EncryptionSettings)} is quick and safe on any thread.
 */
public final class Encryption {
  private final UUID id;
  private final SealingKeys sealingKeys;
  private final KeyedHash users;
  private final KeyedHash fingerprints;
  private final Aead seals;
  private final List<VapidKey> vapidKeys;

  Encryption(UUID id, PrfSet hash, PrfSet fingerprint, SealingKeys seal, List<VapidKey> vapidKeys)
      throws GeneralSecurityException {
    this.id = id;
    this.users = new KeyedHash(hash);
    this.fingerprints = new KeyedHash(fingerprint);
    this.sealingKeys = seal;
    this.seals = seal.aead();
    this.vapidKeys = List.copyOf(vapidKeys);
  }

  /**
   * Reads the keyset file, or creates it if it is absent: mode 0600, whole or not at all, never
   * over an existing one, sealed where a passphrase is given. All that open it at once get the same
   * keys. Blocks, with a passphrase for a good part of a second; call it off the event loop.
   *
   * @throws EncryptionException in one line that may be shown: the file cannot be read or made,
   *     holds no keyset, is open to others than its owner, or is sealed by another passphrase or by
   *     none
   */
  public static Encryption open(EncryptionSettings settings) {
    Optional<Passphrase> passphrase = Passphrase.find(settings, System.getenv());
    return new KeysetFile(settings.file()).readOrCreate(passphrase).encryption();
  }

  /** The keyset's own id: another one in the database means that these are the wrong keys. */
  public UUID id() {
    return id;
  }

  /** The keys by which push services know the deployment, newest first; perhaps none. */
  public List<VapidKey> vapidKeys() {
    return vapidKeys;
  }

  /** The keys whose seals it opens, oldest first. */
  public List<SealingKey> sealingKeys() {
    return sealingKeys.list();
  }

  /** The id of the key that it seals with. */
  public int sealsWith() {
    return sealingKeys.current().id();
  }

  /** The user's name in tables and on the bus; the same for as long as there is this keyset. */
  public HashedUser hash(UserId user) {
    return new HashedUser(users.of(user.bytes()));
  }

  /** The device under its user's name in tables and on the bus. */
  public HashedAddress hash(Address address) {
    return new HashedAddress(hash(address.user()), address.device());
  }

  /** The same for the same registration of the same device; decides replace or append. */
  public UUID fingerprint(HashedAddress owner, int registrationId, byte[] signedPreKey) {
    byte[] registration = ByteBuffer.allocate(Integer.BYTES).putInt(registrationId).array();
    return fingerprints.of(context(SealPurpose.REGISTRATION, owner), registration, signedPreKey);
  }

  /** The same for the same registrationID of the same device. */
  public HashedRegistration hash(HashedAddress owner, int registrationId) {
    byte[] id = ByteBuffer.allocate(Integer.BYTES).putInt(registrationId).array();
    return new HashedRegistration(fingerprints.of(context(SealPurpose.REGISTRATION_ID, owner), id));
  }

  /** The same for the same one-time key of the same device. */
  public UUID fingerprint(HashedAddress owner, byte[] oneTimePreKey) {
    return fingerprints.of(context(SealPurpose.ONE_TIME_PRE_KEY, owner), oneTimePreKey);
  }

  /**
   * The same for the same delivery token of the same user, whose devices share tokens.
   *
   * @param hash SHA-256 of the token
   */
  public UUID fingerprintOfToken(HashedUser owner, byte[] hash) {
    return fingerprints.of(context(SealPurpose.DELIVERY_TOKEN, owner, 0), hash);
  }

  /** The same for the same source of messages to the same device. */
  public UUID fingerprintOfSource(HashedAddress recipient, long source) {
    byte[] name = ByteBuffer.allocate(Long.BYTES).putLong(source).array();
    return fingerprints.of(context(SealPurpose.STRANGER, recipient), name);
  }

  /**
   * The same for the same value: proves that this deployment made what it stands beside.
   *
   * @param value of no owner
   */
  public UUID authenticate(SealPurpose sealPurpose, byte[] value) {
    return fingerprints.of(new byte[] {sealPurpose.code()}, value);
  }

  /** Seals a value for the store; no two seals are alike, even of one value. */
  public byte[] seal(SealPurpose sealPurpose, HashedAddress owner, byte[] plaintext) {
    try {
      return seals.encrypt(Padding.pad(plaintext), context(sealPurpose, owner));
    } catch (GeneralSecurityException e) {
      throw new EncryptionException("a value cannot be sealed: " + e.getClass().getSimpleName());
    }
  }

  /**
   * Gives back what was sealed.
   *
   * @throws EncryptionException when it was not sealed by this keyset for this purpose and owner,
   *     or was changed since
   */
  public byte[] open(SealPurpose sealPurpose, HashedAddress owner, byte[] sealed) {
    try {
      return Padding.strip(seals.decrypt(sealed, context(sealPurpose, owner)));
    } catch (GeneralSecurityException e) {
      throw new EncryptionException(
          "a value was not sealed by this keyset for this purpose and owner");
    }
  }

  private static byte[] context(SealPurpose sealPurpose, HashedAddress owner) {
    return context(sealPurpose, owner.user(), owner.device().asLong());
  }

  /** 25 bytes: the purpose's code, the user's hash, the device. */
  private static byte[] context(SealPurpose sealPurpose, HashedUser owner, long device) {
    UUID user = owner.value();
    return ByteBuffer.allocate(1 + 3 * Long.BYTES)
        .put(sealPurpose.code())
        .putLong(user.getMostSignificantBits())
        .putLong(user.getLeastSignificantBits())
        .putLong(device)
        .array();
  }
}
