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
import org.messagingserver.wire.PreKeyBundle;
import org.messagingserver.wire.ServerMessage;

/**
 * One socket's requests about keys. Changes take effect in the order in which the socket asked, and
 * every socket of the Address hears of them once they are committed.
 */
final class KeyRequests {
  private final PreKeys preKeys;
  private final Deliveries deliveries;
  private Future<?> lastChange = Future.succeededFuture();

  KeyRequests(PreKeys preKeys, Deliveries deliveries) {
    this.preKeys = preKeys;
    this.deliveries = deliveries;
  }

  Future<List<ServerMessage>> register(Address address, Register register) {
    Registration registration =
        new Registration(
            register.registrationId(), register.signedPreKey(), register.oneTimePreKeys());
    return inTurn(() -> preKeys.register(address, registration))
        .onSuccess(committed -> deliveries.announceRegistered(address))
        .map(committed -> ack(register.sequence()));
  }

  Future<List<ServerMessage>> unregister(Address address, Unregister unregister) {
    return inTurn(() -> preKeys.unregister(address))
        .onSuccess(committed -> deliveries.announceUnregistered(address))
        .map(committed -> ack(unregister.sequence()));
  }

  private Future<Void> inTurn(Supplier<Future<Void>> change) {
    Future<Void> done = lastChange.transform(before -> change.get());
    lastChange = done;
    return done;
  }

  /**
   * @param mayTake where not, the answer is as if no device had a one-time key left
   */
  Future<List<ServerMessage>> take(RequestPreKeys request, boolean mayTake) {
    Future<List<DeviceKeys>> keys =
        mayTake
            ? preKeys.take(request.user(), request.known())
            : preKeys.withoutOneTimeKeys(request.user(), request.known());
    return keys.map(
        taken -> taken.isEmpty() ? ack(request.sequence()) : answers(request.sequence(), taken));
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
