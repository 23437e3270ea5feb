package org.messagingserver.system.fuzz;

import static org.messagingserver.protocol.Admission.Strangers.NONE;
import static org.messagingserver.protocol.Admission.Strangers.WELCOME;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.UserId;

/**
 * What may be registered at a moment, from when each change was sent and when its answer was read:
 * it took effect at some time between the two, and if it was never answered perhaps not at all.
 */
final class Registry {
  private static final Admission EVERYBODY = new Admission(WELCOME, List.of());

  private final Map<Address, List<Change>> changes = new HashMap<>();
  private final Map<Address, Set<Buffer>> handedOut = new HashMap<>();
  private long now;

  /** A later moment than any before. */
  long tick() {
    return ++now;
  }

  /** A registration, or none after an Unregister and at first. */
  static final class Change {
    private final Object by;
    private final Optional<Register> keys;
    private final long sent;
    private long answered = Long.MAX_VALUE;

    private Change(Object by, Optional<Register> keys, long sent) {
      this.by = by;
      this.keys = keys;
      this.sent = sent;
    }

    private boolean isOver(Change later) {
      return later.sent > answered;
    }

    boolean isRegistration() {
      return keys.isPresent();
    }

    boolean hasRegistrationId(int id) {
      return keys.filter(registered -> registered.registrationId() == id).isPresent();
    }

    /** The admission from then on; none where it stays what it was. */
    private Optional<Admission> admission() {
      return isRegistration() ? keys.flatMap(Register::admission) : Optional.of(EVERYBODY);
    }
  }

  /** A socket has sent a Register, or an Unregister. */
  Change sent(Object by, Address address, Optional<Register> keys) {
    Change change = new Change(by, keys, tick());
    of(address).add(change);
    return change;
  }

  void answered(Change change) {
    change.answered = tick();
  }

  private List<Change> of(Address address) {
    return changes.computeIfAbsent(
        address,
        any -> {
          Change none = new Change(address, Optional.empty(), 0);
          none.answered = 0;
          return new ArrayList<>(List.of(none));
        });
  }

  /** What may have been in force at some time since then. */
  private Stream<Change> possible(Address address, long since) {
    return possible(of(address), since);
  }

  private static Stream<Change> possible(List<Change> all, long since) {
    return all.stream()
        .filter(
            change ->
                all.stream().noneMatch(later -> later.answered < since && change.isOver(later)));
  }

  boolean mayBeRegistered(Address address, long since) {
    return possible(address, since).anyMatch(Change::isRegistration);
  }

  boolean mayBeUnregistered(Address address, long since) {
    return !possible(address, since).allMatch(Change::isRegistration);
  }

  /** The admissions that may have been in force at some time since then. */
  private List<Admission> admissions(Address address, long since) {
    List<Change> all =
        of(address).stream().filter(change -> change.admission().isPresent()).toList();
    return possible(all, since).flatMap(change -> change.admission().stream()).toList();
  }

  /** The rights that a sender may have had by this token, if any. */
  Set<Strangers> rights(Address address, Optional<DeliveryToken> token, long since) {
    return admissions(address, since).stream()
        .map(admission -> isAdmitted(token, admission) ? WELCOME : admission.strangers())
        .collect(Collectors.toSet());
  }

  private static boolean isAdmitted(Optional<DeliveryToken> token, Admission admission) {
    return token
        .map(DeliveryToken::hash)
        .filter(admission.deliveryTokenHashes()::contains)
        .isPresent();
  }

  /** Whether the device admits strangers now. */
  boolean welcomes(Address address) {
    return rights(address, Optional.empty(), tick()).equals(Set.of(WELCOME));
  }

  /** Whether the device may have been there for a holder of this token, if any. */
  boolean mayBeThere(Address address, Optional<DeliveryToken> token, long since) {
    Set<Strangers> rights = rights(address, token, since);
    return mayBeRegistered(address, since) && !rights.equals(Set.of(NONE));
  }

  boolean mayBeAbsent(Address address, Optional<DeliveryToken> token, long since) {
    return mayBeUnregistered(address, since) || rights(address, token, since).contains(NONE);
  }

  /** Whether the device may have had another registrationID than this one. */
  boolean mayDiffer(Address address, int registrationId, long since) {
    return possible(address, since)
        .anyMatch(change -> change.isRegistration() && !change.hasRegistrationId(registrationId));
  }

  boolean mayHave(Address address, int registrationId, long since) {
    return possible(address, since).anyMatch(change -> change.hasRegistrationId(registrationId));
  }

  /** Whether the device's other sockets may have been closed by that of another registration. */
  boolean mayBeReplaced(Address address, Object socket) {
    return of(address).stream()
        .filter(change -> change.by != socket)
        .flatMap(change -> change.keys.stream())
        .anyMatch(keys -> mayDiffer(address, keys.registrationId(), 0));
  }

  /** The devices of this user that were ever spoken of. */
  List<Address> devices(UserId user) {
    return changes.keySet().stream().filter(address -> address.user().equals(user)).toList();
  }

  boolean mayBeUnknown(UserId user, Optional<DeliveryToken> token, long since) {
    return devices(user).stream().allMatch(address -> mayBeAbsent(address, token, since));
  }

  boolean mayBeKnown(UserId user, Optional<DeliveryToken> token, long since) {
    return devices(user).stream().anyMatch(address -> mayBeThere(address, token, since));
  }

  /** Whether nothing that was stored for this device then may have gone since. */
  boolean neverUnregisteredSince(Address address, long since) {
    return of(address).stream()
        .noneMatch(change -> !change.isRegistration() && change.answered > since);
  }

  /** Whether this may be on file of a device. */
  boolean mayBeOnFile(Address address, KeysOnFile onFile, long since) {
    return possible(address, since)
        .anyMatch(
            change ->
                change.keys.map(keys -> isOf(keys, onFile)).orElse(onFile.equals(KeysOnFile.NONE)));
  }

  private static boolean isOf(Register keys, KeysOnFile onFile) {
    return onFile.registered()
        && onFile.registrationId() == keys.registrationId()
        && Arrays.equals(
            onFile.signedPreKeyHash().getBytes(), KeysOnFile.hash(keys.signedPreKey().getBytes()));
  }

  /** Whether these keys may be this device's; a one-time key comes once only. */
  boolean mayHandOut(PreKeyBundle bundle, long since) {
    return possible(bundle.address(), since).anyMatch(change -> isOf(change, bundle))
        && (bundle.oneTimePreKey().length() == 0 || isFreshKey(bundle));
  }

  private static boolean isOf(Change change, PreKeyBundle bundle) {
    return change
        .keys
        .filter(keys -> keys.registrationId() == bundle.registrationId())
        .filter(keys -> keys.signedPreKey().equals(bundle.signedPreKey()))
        .isPresent();
  }

  private boolean isFreshKey(PreKeyBundle bundle) {
    Buffer key = bundle.oneTimePreKey();
    Address owner = bundle.address();
    boolean isKnown =
        of(owner).stream()
            .flatMap(change -> change.keys.stream())
            .anyMatch(keys -> keys.oneTimePreKeys().contains(key));
    boolean isFirst = handedOut.computeIfAbsent(owner, any -> new HashSet<>()).add(key);
    return isKnown && (isFirst || !neverUnregisteredSince(owner, 0));
  }
}
