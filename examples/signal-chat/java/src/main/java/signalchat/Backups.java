package signalchat;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import signalchat.wire.Backup;

/**
 * The part of the state that outlives a device: identity, contacts, groups and texts, but no
 * session, sender key or prekey.
 */
final class Backups {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private Backups() {}

  /** Returns the recovery code, which is the key of the backup and is written nowhere else. */
  static String write(Account account, Journal journal, Path file)
      throws IOException, GeneralSecurityException {
    Backup backup =
        journal.transaction(
            transaction ->
                Backup.newBuilder()
                    .setIdentityKeyPair(Bytes.string(account.identity().serialize()))
                    .setDeviceID(account.deviceId())
                    .setRegistrationID(account.registrationId())
                    .setKeepsakes(Keepsakes.all(transaction))
                    .addAllHistory(History.entries(transaction))
                    .build());
    byte[] key = random(KEY_BYTES);
    byte[] nonce = random(NONCE_BYTES);
    byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(backup.toByteArray());
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (FileChannel channel = FileChannel.open(file, Set.of(CREATE_NEW, WRITE), ownerOnly)) {
      channel.write(new ByteBuffer[] {ByteBuffer.wrap(nonce), ByteBuffer.wrap(encrypted)});
    }
    return Bytes.base64(key);
  }

  /**
   * Makes an empty state the device of a backup, with another registration id. So the server drops
   * the keys that were lost with the device, and senders begin new sessions.
   */
  static void restore(Journal journal, Path file, String recoveryCode) throws IOException {
    Backup backup = read(file, recoveryCode);
    Account account =
        Account.begin(
            Account.identity(backup.getIdentityKeyPair().toByteArray()),
            backup.getDeviceID(),
            backup.getRegistrationID());
    journal.change(
        transaction -> {
          if (!transaction.keys("").isEmpty()) {
            throw new IllegalStateException("the state is in use: restore into an empty one");
          }
          // The user's tokens may have ended since: the device makes a new one.
          Keepsakes.begin(transaction, account, backup.getKeepsakes(), List.of());
          backup.getHistoryList().forEach(entry -> History.add(transaction, entry));
        });
  }

  private static Backup read(Path file, String recoveryCode) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      byte[] key = Bytes.unbase64(recoveryCode.strip());
      byte[] nonce = java.util.Arrays.copyOf(bytes, NONCE_BYTES);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce);
      return Backup.parseFrom(cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "the recovery code is not that of this backup, or the backup is damaged", e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
