package org.messagingserver.session;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.messagingserver.delivery.DeliveryService;
import org.messagingserver.delivery.MailboxConsumer;
import org.messagingserver.prekeys.Asker;
import org.messagingserver.prekeys.DeviceKeys;
import org.messagingserver.prekeys.PreKeys;
import org.messagingserver.prekeys.Registration;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.ratelimit.OneTimeKeyGrant;

/**
 * One socket's requests about keys. Changes take effect in the order in which the socket asked, and
 * every socket of the Address hears of them once they are committed. Keys of others are fetched one
 * user after the other, and so is the status of the socket's own.
 */
final class PreKeyRequests {
  private final PreKeys preKeys;
  private final DeliveryService deliveryService;
  private final PendingRegisters pendingRegisters;
  private final RequestLimiter requestLimiter;
  private final SerialRequestQueue largeAnswers;
  private final FrameSink frameSink;
  private final ChangeOrder changeOrder;
  private final WakeupRequests wakeupRequests;

  PreKeyRequests(
      SessionContext sessionContext,
      RequestLimiter requestLimiter,
      SerialRequestQueue largeAnswers,
      FrameSink frameSink,
      ChangeOrder changeOrder,
      WakeupRequests wakeupRequests) {
    this.preKeys = sessionContext.preKeys();
    this.deliveryService = sessionContext.deliveryService();
    this.pendingRegisters = sessionContext.pendingRegisters();
    this.requestLimiter = requestLimiter;
    this.largeAnswers = largeAnswers;
    this.frameSink = frameSink;
    this.changeOrder = changeOrder;
    this.wakeupRequests = wakeupRequests;
  }

  Future<List<ServerMessage>> register(
      Address address, MailboxConsumer mailboxConsumer, Register register) {
    requestLimiter.admit(register);
    if (!pendingRegisters.isWithinLimit()) {
      throw new RequestRefusedException(
          ErrorName.UNAVAILABLE, "too many registrations are under way; try again later");
    }
    Registration registration =
        new Registration(
            register.registrationId(),
            register.signedPreKey(),
            register.oneTimePreKeys(),
            register.admission());
    return changeOrder
        .run(() -> preKeys.register(address, registration, requestLimiter.source()))
        .onSuccess(
            replaced ->
                deliveryService.announceRegistered(
                    mailboxConsumer,
                    register.registrationId(),
                    replaced,
                    register.admission().isPresent()))
        .map(committed -> ack(register.sequence()));
  }

  Future<List<ServerMessage>> unregister(Address address, Unregister unregister) {
    requestLimiter.admitUnregister();
    return changeOrder
        .run(() -> preKeys.unregister(address, requestLimiter.source()))
        .onSuccess(committed -> deliveryService.announceUnregistered(address))
        .map(committed -> ack(unregister.sequence()));
  }

  /** Shows the changes that the socket has asked for before, and perhaps later ones. */
  Future<List<ServerMessage>> status(Address address, RequestKeyStatus request) {
    Future<?> change = changeOrder.last();
    return largeAnswers
        .run(() -> change.transform(before -> onFile(address, request)))
        .compose(
            keys ->
                wakeupRequests
                    .status(address)
                    .map(
                        wakeup ->
                            List.of(
                                new ServerMessage.KeyStatus(request.sequence(), keys, wakeup))));
  }

  private Future<KeysOnFile> onFile(Address address, RequestKeyStatus request) {
    long source = requestLimiter.source();
    return request.oneTimeKeyHashes()
        ? preKeys.statusWithHashes(address, source, requestLimiter::admitKeyHashes)
        : preKeys.status(address, source);
  }

  /** Where one-time keys may not be taken, the answer is as if no device had one left. */
  Future<List<ServerMessage>> fetch(RequestPreKeys request) {
    requestLimiter.admit(request);
    return largeAnswers
        .run(() -> bundles(request, requestLimiter.source()))
        .map(keys -> keys.isEmpty() ? ack(request.sequence()) : answers(request.sequence(), keys));
  }

  private Future<List<DeviceKeys>> bundles(RequestPreKeys request, long source) {
    OneTimeKeyGrant grant = requestLimiter.oneTimeKeys(request);
    Asker asker = new Asker(request.deliveryToken(), grant.toStranger(), grant.toHolder(), source);
    return preKeys
        .take(request.user(), request.devices(), asker, this::requireRoom)
        .onSuccess(taken -> grant.used(tookKeys(taken, false), tookKeys(taken, true)));
  }

  private static boolean tookKeys(List<DeviceKeys> taken, boolean admitted) {
    return taken.stream().anyMatch(keys -> keys.admitted() == admitted && keys.hasOneTimePreKey());
  }

  /**
   * Many may have found room when they asked, and wait for the store together. So each checks again
   * when it runs, before a key is taken.
   */
  private void requireRoom() {
    if (!frameSink.hasRoomForAnswer()) {
      throw new RequestRefusedException(
          ErrorName.UNAVAILABLE, "too much waits to be sent; try again later");
    }
  }

  private List<ServerMessage> answers(int sequence, List<DeviceKeys> deviceKeys) {
    List<ServerMessage> answers = new ArrayList<>(deviceKeys.size());
    for (DeviceKeys keys : deviceKeys) {
      if (keys.few()) {
        deliveryService.announceKeysLow(keys.address());
      }
      PreKeyBundle bundle =
          new PreKeyBundle(
              keys.address(), keys.registrationId(), keys.signedPreKey(), keys.oneTimePreKey());
      answers.add(new ServerMessage.PreKey(sequence, bundle, deviceKeys.size()));
    }
    return answers;
  }

  private static List<ServerMessage> ack(int sequence) {
    return List.of(new ServerMessage.Ack(sequence));
  }
}
