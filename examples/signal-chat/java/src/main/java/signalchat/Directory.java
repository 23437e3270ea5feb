package signalchat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.UserId;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.UntrustedIdentityException;
import org.signal.libsignal.protocol.state.SessionRecord;
import signalchat.Journal.Transaction;

/** The devices of other users and of this one with which there are sessions. */
final class Directory {
  /** The time after which a user may have a new device. */
  private static final Duration VALID_FOR = Duration.ofHours(6);

  private final Account account;
  private final Journal journal;
  private final AnonymousConnection sender;

  /** When the server was asked for a user's devices, since this process has started. */
  private final Map<String, Long> asked = new ConcurrentHashMap<>();

  Directory(Account account, Journal journal, AnonymousConnection sender) {
    this.account = account;
    this.journal = journal;
    this.sender = sender;
  }

  /** The user's devices that are known, except this one. */
  List<Device> devices(Transaction transaction, byte[] userId) {
    String prefix = prefix(userId);
    return transaction.keys(prefix).stream()
        .map(key -> new Device(userId, Integer.parseInt(key.substring(prefix.length()))))
        .toList();
  }

  /**
   * Begins sessions with new devices of the user, before the first message after a start and every
   * six hours.
   */
  void upToDate(byte[] userId) {
    Long last = asked.get(Bytes.hex(userId));
    if (last != null && System.currentTimeMillis() < last + VALID_FOR.toMillis()) {
      return;
    }
    try {
      fetch(userId);
    } catch (OutcomeUnknownException e) {
      // The server cannot be reached now. The message waits in the outbox.
      if (journal.transaction(transaction -> devices(transaction, userId)).isEmpty()) {
        throw e;
      }
    }
  }

  /** Begins sessions with all devices of the user that are not known. */
  void fetch(byte[] userId) {
    Set<DeviceId> known = new HashSet<>();
    journal
        .transaction(transaction -> devices(transaction, userId))
        .forEach(device -> known.add(DeviceId.of(device.deviceId())));
    if (account.device().isOf(userId)) {
      known.add(DeviceId.of(account.deviceId()));
    }
    var served = Await.result(sender.preKeys(UserId.of(userId), known));
    journal.change(transaction -> served.forEach(one -> begin(transaction, userId, one)));
    asked.put(Bytes.hex(userId), System.currentTimeMillis());
  }

  private void begin(Transaction transaction, byte[] userId, PreKeyBundle served) {
    Device device = Device.of(served.address());
    try {
      new SessionBuilder(new Stores(account, transaction), Names.address(device))
          .process(Bundles.open(userId, served));
    } catch (InvalidKeyException | UntrustedIdentityException e) {
      throw new FalseKeysException(e);
    }
    transaction.set(key(device), String.valueOf(served.registrationId()));
  }

  /** Notes the device that a message came from: it may be new, or may have registered again. */
  void learn(Transaction transaction, Device device) {
    SessionRecord session = new Stores(account, transaction).loadSession(Names.address(device));
    if (session != null) {
      transaction.set(key(device), String.valueOf(session.getRemoteRegistrationId()));
    }
  }

  /** The registration with which there is a session. */
  String registration(Transaction transaction, Device device) {
    return transaction.get(key(device));
  }

  /** Ends the session: the device is gone, or has lost its keys. */
  void forget(Transaction transaction, Device device) {
    transaction.delete(key(device));
    new Stores(account, transaction).deleteSession(Names.address(device));
    // It shall not read what this device sends to its groups from now on.
    transaction.keys("distribution/").forEach(transaction::delete);
  }

  private static String key(Device device) {
    return prefix(device.userId()) + device.deviceId();
  }

  private static String prefix(byte[] userId) {
    return "device/" + Bytes.hex(userId) + "/";
  }
}
