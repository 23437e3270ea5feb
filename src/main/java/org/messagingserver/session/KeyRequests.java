package org.messagingserver.session;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.messagingserver.delivery.Deliveries;
import org.messagingserver.identity.Address;
import org.messagingserver.prekeys.DeviceKeys;
import org.messagingserver.prekeys.PreKeys;
import org.messagingserver.prekeys.Registration;
import org.messagingserver.wire.ClientMessage.Register;
import org.messagingserver.wire.ClientMessage.RequestPreKeys;
import org.messagingserver.wire.ClientMessage.Unregister;
import org.messagingserver.wire.ErrorName;
import org.messagingserver.wire.PreKeyBundle;
import org.messagingserver.wire.ServerMessage;

/**
 * One socket's requests about keys. Changes take effect in the order in which the socket asked, and
 * every socket of the Address hears of them once they are committed. Keys of others are fetched one
 * user after the other.
 */
final class KeyRequests {
  private final PreKeys preKeys;
  private final Deliveries deliveries;
  private final PendingRegisters pending;
  private final Turnstile turnstile;
  private final SingleFile fetches;
  private final Peer peer;
  private Future<?> lastChange = Future.succeededFuture();

  KeyRequests(Services services, Turnstile turnstile, SingleFile fetches, Peer peer) {
    this.preKeys = services.preKeys();
    this.deliveries = services.deliveries();
    this.pending = services.pendingRegisters();
    this.turnstile = turnstile;
    this.fetches = fetches;
    this.peer = peer;
  }

  Future<List<ServerMessage>> register(Address address, Register register) {
    turnstile.admit(register);
    if (!pending.isWithin()) {
      throw new RequestRefusedException(
          ErrorName.UNAVAILABLE, "too many registrations are under way; try again later");
    }
    Registration registration =
        new Registration(
            register.registrationId(), register.signedPreKey(), register.oneTimePreKeys());
    return inTurn(() -> preKeys.register(address, registration, turnstile.source()))
        .onSuccess(committed -> deliveries.announceRegistered(address))
        .map(committed -> ack(register.sequence()));
  }

  Future<List<ServerMessage>> unregister(Address address, Unregister unregister) {
    turnstile.admitUnregister();
    return inTurn(() -> preKeys.unregister(address, turnstile.source()))
        .onSuccess(committed -> deliveries.announceUnregistered(address))
        .map(committed -> ack(unregister.sequence()));
  }

  private Future<Void> inTurn(Supplier<Future<Void>> change) {
    Future<Void> done = lastChange.transform(before -> change.get());
    lastChange = done;
    return done;
  }

  /** Where one-time keys may not be taken, the answer is as if no device had one left. */
  Future<List<ServerMessage>> fetch(RequestPreKeys request) {
    turnstile.admit(request);
    return fetches
        .run(() -> taken(request, turnstile.source()))
        .map(keys -> keys.isEmpty() ? ack(request.sequence()) : answers(request.sequence(), keys));
  }

  private Future<List<DeviceKeys>> taken(RequestPreKeys request, long source) {
    return turnstile.mayTakeOneTimeKeys(request.user())
        ? preKeys.take(request.user(), request.known(), source, this::requireRoom)
        : preKeys.withoutOneTimeKeys(request.user(), request.known(), source, this::requireRoom);
  }

  /**
   * Many may have found room when they asked, and wait for the store together. So each checks again
   * in its turn, before a key is taken.
   */
  private void requireRoom() {
    if (!peer.hasRoomForAnswer()) {
      throw new RequestRefusedException(
          ErrorName.UNAVAILABLE, "too much waits to be sent; try again later");
    }
  }

  private List<ServerMessage> answers(int sequence, List<DeviceKeys> taken) {
    List<ServerMessage> answers = new ArrayList<>(taken.size());
    for (DeviceKeys keys : taken) {
      if (keys.few()) {
        deliveries.announceKeysLow(keys.address());
      }
      PreKeyBundle bundle =
          new PreKeyBundle(
              keys.address(), keys.registrationId(), keys.signedPreKey(), keys.oneTimePreKey());
      answers.add(new ServerMessage.PreKey(sequence, bundle));
    }
    return answers;
  }

  private static List<ServerMessage> ack(int sequence) {
    return List.of(new ServerMessage.Ack(sequence));
  }
}
