package org.messagingserver.system.fuzz;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.UserId;

/**
 * What may be registered at a moment, from when each change was sent and when its answer was read:
 * it took effect at some time between the two, and if it was never answered perhaps not at all.
 */
final class Registry {
  private final Map<Address, List<Change>> changes = new HashMap<>();
  private final Map<Address, Set<Buffer>> handedOut = new HashMap<>();
  private long now;

  /** A later moment than any before. */
  long tick() {
    return ++now;
  }

  /** A registration, or none after an Unregister and at first. */
  static final class Change {
    private final Optional<Register> keys;
    private final long sent;
    private long answered = Long.MAX_VALUE;

    private Change(Optional<Register> keys, long sent) {
      this.keys = keys;
      this.sent = sent;
    }

    private boolean isOver(Change later) {
      return later.sent > answered;
    }

    boolean isRegistration() {
      return keys.isPresent();
    }
  }

  Change sent(Address address, Optional<Register> keys) {
    Change change = new Change(keys, tick());
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
          Change none = new Change(Optional.empty(), 0);
          none.answered = 0;
          return new ArrayList<>(List.of(none));
        });
  }

  /** What may have been in force at some time since then. */
  private Stream<Change> possible(Address address, long since) {
    List<Change> all = of(address);
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

  /** The devices of this user that were ever spoken of. */
  List<Address> devices(UserId user) {
    return changes.keySet().stream().filter(address -> address.user().equals(user)).toList();
  }

  boolean mayBeUnknown(UserId user, long since) {
    return devices(user).stream().allMatch(address -> mayBeUnregistered(address, since));
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
