package signalchat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.client.DeliveryToken;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.PreKeysOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.DeviceDirectory;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.UserId;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.UntrustedIdentityException;
import org.signal.libsignal.protocol.state.SessionRecord;
import signalchat.Journal.Transaction;

/**
 * The devices of other users and of this one with which there are sessions. The client compares it
 * with the server.
 */
final class Directory implements DeviceDirectory {
  private final Vertx vertx;
  private final Account account;
  private final Journal journal;
  private final AnonymousConnection sender;

  Directory(Vertx vertx, MessagingClient client, Account account, Journal journal) {
    this.vertx = vertx;
    this.account = account;
    this.journal = journal;
    this.sender = client.anonymous(this);
  }

  /** The connection that compares this directory. */
  AnonymousConnection sender() {
    return sender;
  }

  /** The registrations with which there are sessions; of this user, also this device's. */
  @Override
  public Future<Map<DeviceId, Integer>> known(UserId user) {
    return vertx.executeBlocking(() -> known(user.bytes()), false);
  }

  private Map<DeviceId, Integer> known(byte[] userId) {
    Map<DeviceId, Integer> known = new HashMap<>();
    journal.change(
        transaction ->
            devices(transaction, userId)
                .forEach(
                    device ->
                        known.put(
                            DeviceId.of(device.deviceId()),
                            registration(transaction, device).orElseThrow())));
    if (account.device().isOf(userId)) {
      known.put(DeviceId.of(account.deviceId()), account.registrationId());
    }
    return known;
  }

  /** Begins sessions with devices that are new, or have registered again. */
  @Override
  public Future<Void> changed(UserId user, List<PreKeyBundle> bundles) {
    return vertx.executeBlocking(
        () -> {
          begin(user.bytes(), bundles);
          return null;
        },
        false);
  }

  private void begin(byte[] userId, List<PreKeyBundle> bundles) {
    journal.change(transaction -> bundles.forEach(one -> begin(transaction, userId, one)));
  }

  /** The user's devices that are known, except this one. */
  List<Device> devices(Transaction transaction, byte[] userId) {
    String prefix = prefix(userId);
    return transaction.keys(prefix).stream()
        .map(key -> new Device(userId, Integer.parseInt(key.substring(prefix.length()))))
        .toList();
  }

  /**
   * Finds what has changed: the client asks the server before the first message after a start, every
   * six hours, and after a stale message. Throws ServerRefusedException if the user has no device.
   */
  void upToDate(byte[] userId) {
    try {
      check(userId);
      if (known(userId).isEmpty()) {
        // All of them have gone since the check.
        fetch(userId, Set.of());
      }
    } catch (OutcomeUnknownException e) {
      // The server cannot be reached now. The message waits in the outbox.
      if (known(userId).isEmpty()) {
        throw e;
      }
    }
  }

  private void check(byte[] userId) {
    UserId user = UserId.of(userId);
    Await.result(
        token(userId)
            .map(token -> sender.checkDevices(user, token))
            .orElseGet(() -> sender.checkDevices(user)));
  }

  /** Begins sessions with devices that are not known or have registered again; empty means all. */
  void fetch(byte[] userId, Set<DeviceId> only) {
    PreKeysOptions which =
        PreKeysOptions.ALL.withKnownRegistrations(known(userId)).withOnly(only);
    PreKeysOptions options = token(userId).map(which::withDeliveryToken).orElse(which);
    begin(userId, Await.result(sender.preKeys(UserId.of(userId), options)));
  }

  /**
   * A message for this registration was refused as stale: begins a session with the device's present
   * one, or forgets a device that is gone.
   */
  void renew(Device device, int registrationId) {
    try {
      findChanges(device.userId());
      var known = journal.transaction(transaction -> registration(transaction, device));
      if (known.equals(Optional.of(registrationId))) {
        journal.change(transaction -> forget(transaction, device));
        fetch(device.userId(), Set.of(DeviceId.of(device.deviceId())));
      }
    } catch (ServerRefusedException e) {
      if (!Set.of("unknown_device", "unknown_user").contains(e.name())) {
        throw e;
      }
      journal.change(transaction -> forget(transaction, device));
    }
  }

  /** The client has begun to ask when the message was refused. */
  private void findChanges(byte[] userId) {
    for (boolean isKnown = false; !isKnown; ) {
      try {
        check(userId);
        isKnown = true;
      } catch (OutcomeUnknownException e) {
        // Asks again.
      }
    }
  }

  private Optional<DeliveryToken> token(byte[] userId) {
    return journal.transaction(transaction -> Tokens.to(account, transaction, userId));
  }

  private void begin(Transaction transaction, byte[] userId, PreKeyBundle served) {
    Device device = Device.of(served.address());
    if (registration(transaction, device).isPresent()) {
      // The former registration may be that of a device which was lost, and is in other hands.
      forgetSenderKeys(transaction);
    }
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
  Optional<Integer> registration(Transaction transaction, Device device) {
    return Optional.ofNullable(transaction.get(key(device))).map(Integer::valueOf);
  }

  /** Ends the session: the device is gone, or has lost its keys. */
  void forget(Transaction transaction, Device device) {
    transaction.delete(key(device));
    new Stores(account, transaction).deleteSession(Names.address(device));
    forgetSenderKeys(transaction);
  }

  /** Their holders shall not read what this device sends to its groups from now on. */
  private static void forgetSenderKeys(Transaction transaction) {
    transaction.keys("distribution/").forEach(transaction::delete);
  }

  private static String key(Device device) {
    return prefix(device.userId()) + device.deviceId();
  }

  private static String prefix(byte[] userId) {
    return "device/" + Bytes.hex(userId) + "/";
  }
}
