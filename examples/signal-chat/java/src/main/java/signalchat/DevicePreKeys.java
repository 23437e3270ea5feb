package signalchat;

import com.google.protobuf.ByteString;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.messagingserver.client.vertx.PreKeySource;
import org.signal.libsignal.protocol.InvalidKeyIdException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;
import signalchat.Journal.Transaction;
import signalchat.wire.DeviceKeys;
import signalchat.wire.OneTimeKeys;
import signalchat.wire.Owner;
import signalchat.wire.PublicPreKey;

/**
 * The keys with which others begin sessions with this device, by PQXDH. Their private halves are on
 * disk before anyone can see the public ones.
 */
final class DevicePreKeys implements PreKeySource {
  /** After this time a device makes new signed keys. */
  private static final Duration RENEWED_AFTER = Duration.ofDays(7);

  /** For this time the former ones open messages; a message waits at the server for 30 days. */
  private static final Duration KEPT_FOR = Duration.ofDays(45);

  private final Vertx vertx;
  private final Account account;
  private final Journal journal;
  private final String signedPreKey;

  /** Loads the signed keys, or makes new ones if they are missing or too old. */
  DevicePreKeys(Vertx vertx, Account account, Journal journal) {
    this.vertx = vertx;
    this.account = account;
    this.journal = journal;
    this.signedPreKey = journal.transaction(this::current);
  }

  private String current(Transaction transaction) {
    long now = System.currentTimeMillis();
    String madeAt = transaction.get("signed-pre-key-made-at");
    if (madeAt == null || now > Long.parseLong(madeAt) + RENEWED_AFTER.toMillis()) {
      deleteExpired(transaction, now);
      transaction.set("signed-pre-key-made-at", String.valueOf(now));
      transaction.set("signed-pre-key", renewed(transaction, now));
    }
    return transaction.get("signed-pre-key");
  }

  /** Without the private keys, a later thief of the device cannot open old messages. */
  private void deleteExpired(Transaction transaction, long now) {
    for (String key : transaction.keys("signed/")) {
      String id = key.substring("signed/".length());
      if (now > madeAt(transaction, Integer.parseInt(id)) + KEPT_FOR.toMillis()) {
        Stream.concat(
                Stream.of(key, "kyber-last/" + id),
                transaction.keys("kyber-used/" + id + "/").stream())
            .forEach(transaction::delete);
      }
    }
  }

  private long madeAt(Transaction transaction, int id) {
    try {
      return new Stores(account, transaction).loadSignedPreKey(id).getTimestamp();
    } catch (InvalidKeyIdException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] renewed(Transaction transaction, long now) {
    Stores stores = new Stores(account, transaction);
    int id = transaction.next("next-key-id");
    ECKeyPair ec = ECKeyPair.generate();
    byte[] publicKey = ec.getPublicKey().serialize();
    SignedPreKeyRecord signed = new SignedPreKeyRecord(id, now, ec, sign(publicKey));
    stores.storeSignedPreKey(id, signed);
    KEMKeyPair kyber = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
    byte[] kyberKey = kyber.getPublicKey().serialize();
    KyberPreKeyRecord lastResort = new KyberPreKeyRecord(id, now, kyber, sign(kyberKey));
    stores.storeLastResort(id, lastResort);
    DeviceKeys keys =
        DeviceKeys.newBuilder()
            .setOwner(owner())
            .setEc(published(id, publicKey, signed.getSignature()))
            .setLastResortKyber(published(id, kyberKey, lastResort.getSignature()))
            .build();
    return Signed.DEVICE_KEYS.sign(account.identity().getPrivateKey(), keys.toByteString());
  }

  private byte[] oneTimeKeys(Transaction transaction) {
    Stores stores = new Stores(account, transaction);
    int id = transaction.next("next-key-id");
    ECKeyPair ec = ECKeyPair.generate();
    stores.storePreKey(id, new PreKeyRecord(id, ec));
    KEMKeyPair pair = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
    byte[] kyberKey = pair.getPublicKey().serialize();
    KyberPreKeyRecord kyber =
        new KyberPreKeyRecord(id, System.currentTimeMillis(), pair, sign(kyberKey));
    stores.storeKyberPreKey(id, kyber);
    OneTimeKeys keys =
        OneTimeKeys.newBuilder()
            .setOwner(owner())
            .setEc(published(id, ec.getPublicKey().serialize(), new byte[0]))
            .setKyber(published(id, kyberKey, kyber.getSignature()))
            .build();
    return Signed.ONE_TIME_KEYS.sign(account.identity().getPrivateKey(), keys.toByteString());
  }

  private byte[] sign(byte[] publicKey) {
    return account.identity().getPrivateKey().calculateSignature(publicKey);
  }

  private Owner owner() {
    return Owner.newBuilder()
        .setUserID(ByteString.copyFrom(account.userId()))
        .setDeviceID(account.deviceId())
        .setRegistrationID(account.registrationId())
        .build();
  }

  private static PublicPreKey published(int id, byte[] publicKey, byte[] signature) {
    return PublicPreKey.newBuilder()
        .setId(id)
        .setPublicKey(Bytes.string(publicKey))
        .setSignature(Bytes.string(signature))
        .build();
  }

  /** Whether the server has acked a registration with these keys. */
  boolean registered() {
    return journal.transaction(transaction -> signedPreKey.equals(transaction.get("registered")));
  }

  void markRegistered() {
    journal.change(transaction -> transaction.set("registered", signedPreKey));
  }

  @Override
  public int registrationId() {
    return account.registrationId();
  }

  @Override
  public Buffer signedPreKey() {
    return Buffer.buffer(Bytes.unbase64(signedPreKey));
  }

  @Override
  public Future<List<Buffer>> oneTimePreKeys(int count) {
    return vertx.executeBlocking(
        () ->
            journal.transaction(
                transaction ->
                    Stream.generate(() -> Buffer.buffer(oneTimeKeys(transaction)))
                        .limit(count)
                        .toList()));
  }
}
