package signalchat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidKeyIdException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.ReusedBaseKeyException;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.groups.state.SenderKeyRecord;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SessionRecord;
import org.signal.libsignal.protocol.state.SignalProtocolStore;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;
import signalchat.Journal.Transaction;

/**
 * The stores of libsignal within one transaction: what they change is on disk once it is committed.
 *
 * <p>A name belongs to one key, by {@link Names}. So there is nothing to trust on first use, and no
 * identity ever changes: another key is another user.
 */
record Stores(Account account, Transaction transaction) implements SignalProtocolStore {

  @Override
  public IdentityKeyPair getIdentityKeyPair() {
    return account.identity();
  }

  @Override
  public int getLocalRegistrationId() {
    return account.registrationId();
  }

  @Override
  public boolean isTrustedIdentity(
      SignalProtocolAddress address, IdentityKey identity, Direction direction) {
    return Names.of(identity.serialize()).toServiceIdString().equals(address.getName());
  }

  @Override
  public IdentityChange saveIdentity(SignalProtocolAddress address, IdentityKey identity) {
    transaction.set("identity/" + address.getName(), identity.serialize());
    return IdentityChange.NEW_OR_UNCHANGED;
  }

  @Override
  public IdentityKey getIdentity(SignalProtocolAddress address) {
    byte[] identity = transaction.bytes("identity/" + address.getName());
    try {
      return identity == null ? null : new IdentityKey(identity);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public SessionRecord loadSession(SignalProtocolAddress address) {
    byte[] session = transaction.bytes(session(address));
    try {
      return session == null ? null : new SessionRecord(session);
    } catch (InvalidMessageException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<SessionRecord> loadExistingSessions(List<SignalProtocolAddress> addresses)
      throws NoSessionException {
    List<SessionRecord> sessions = new ArrayList<>();
    for (SignalProtocolAddress address : addresses) {
      SessionRecord session = loadSession(address);
      if (session == null) {
        throw new NoSessionException(address, "no session");
      }
      sessions.add(session);
    }
    return sessions;
  }

  @Override
  public List<Integer> getSubDeviceSessions(String name) {
    String prefix = "session/" + name + ".";
    return transaction.keys(prefix).stream()
        .map(key -> Integer.valueOf(key.substring(prefix.length())))
        .toList();
  }

  @Override
  public void storeSession(SignalProtocolAddress address, SessionRecord session) {
    transaction.set(session(address), session.serialize());
  }

  @Override
  public boolean containsSession(SignalProtocolAddress address) {
    return transaction.has(session(address));
  }

  @Override
  public void deleteSession(SignalProtocolAddress address) {
    transaction.delete(session(address));
  }

  @Override
  public void deleteAllSessions(String name) {
    transaction.keys("session/" + name + ".").forEach(transaction::delete);
  }

  private static String session(SignalProtocolAddress address) {
    return "session/" + address.getName() + "." + address.getDeviceId();
  }

  @Override
  public PreKeyRecord loadPreKey(int id) throws InvalidKeyIdException {
    try {
      return new PreKeyRecord(key("prekey/" + id));
    } catch (InvalidMessageException e) {
      throw new InvalidKeyIdException(e);
    }
  }

  @Override
  public void storePreKey(int id, PreKeyRecord key) {
    transaction.set("prekey/" + id, key.serialize());
  }

  @Override
  public boolean containsPreKey(int id) {
    return transaction.has("prekey/" + id);
  }

  @Override
  public void removePreKey(int id) {
    transaction.delete("prekey/" + id);
  }

  @Override
  public SignedPreKeyRecord loadSignedPreKey(int id) throws InvalidKeyIdException {
    try {
      return new SignedPreKeyRecord(key("signed/" + id));
    } catch (InvalidMessageException e) {
      throw new InvalidKeyIdException(e);
    }
  }

  @Override
  public List<SignedPreKeyRecord> loadSignedPreKeys() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void storeSignedPreKey(int id, SignedPreKeyRecord key) {
    transaction.set("signed/" + id, key.serialize());
  }

  @Override
  public boolean containsSignedPreKey(int id) {
    return transaction.has("signed/" + id);
  }

  @Override
  public void removeSignedPreKey(int id) {
    transaction.delete("signed/" + id);
  }

  @Override
  public KyberPreKeyRecord loadKyberPreKey(int id) throws InvalidKeyIdException {
    try {
      return new KyberPreKeyRecord(
          key(transaction.has("kyber/" + id) ? "kyber/" + id : "kyber-last/" + id));
    } catch (InvalidMessageException e) {
      throw new InvalidKeyIdException(e);
    }
  }

  @Override
  public List<KyberPreKeyRecord> loadKyberPreKeys() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void storeKyberPreKey(int id, KyberPreKeyRecord key) {
    transaction.set("kyber/" + id, key.serialize());
  }

  void storeLastResort(int id, KyberPreKeyRecord key) {
    transaction.set("kyber-last/" + id, key.serialize());
  }

  @Override
  public boolean containsKyberPreKey(int id) {
    return transaction.has("kyber/" + id) || transaction.has("kyber-last/" + id);
  }

  /** A one-time key is deleted; a last-resort key accepts each beginning of a session once. */
  @Override
  public void markKyberPreKeyUsed(int id, int signedPreKeyId, ECPublicKey baseKey)
      throws ReusedBaseKeyException {
    if (transaction.has("kyber/" + id)) {
      transaction.delete("kyber/" + id);
      return;
    }
    String hash = Bytes.hex(Bytes.sha256(baseKey.serialize()));
    String use = "kyber-used/" + id + "/" + signedPreKeyId + "/" + hash;
    if (transaction.has(use)) {
      throw new ReusedBaseKeyException("this message has begun a session before");
    }
    transaction.set(use, "");
  }

  private byte[] key(String name) throws InvalidKeyIdException {
    byte[] key = transaction.bytes(name);
    if (key == null) {
      throw new InvalidKeyIdException("no " + name);
    }
    return key;
  }

  @Override
  public void storeSenderKey(SignalProtocolAddress sender, UUID distribution, SenderKeyRecord key) {
    transaction.set(senderKey(sender, distribution), key.serialize());
  }

  @Override
  public SenderKeyRecord loadSenderKey(SignalProtocolAddress sender, UUID distribution) {
    byte[] key = transaction.bytes(senderKey(sender, distribution));
    try {
      return key == null ? null : new SenderKeyRecord(key);
    } catch (InvalidMessageException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String senderKey(SignalProtocolAddress sender, UUID distribution) {
    return "sender-key/" + sender.getName() + "." + sender.getDeviceId() + "/" + distribution;
  }
}
