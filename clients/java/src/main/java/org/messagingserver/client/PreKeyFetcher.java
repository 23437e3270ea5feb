package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.UserId;

/**
 * Fetches the keys of devices. Ignores bundles that were not requested, whatever a server sends.
 */
record PreKeyFetcher(Requests requests) {

  /**
   * Requests keys as soon as there is a socket. Call it on the event loop.
   *
   * @param devices number of bundles with which the answer is complete, unless the server states it
   */
  Future<List<PreKeyBundle>> fetch(UserId user, PreKeysOptions which, int devices) {
    Promise<List<PreKey>> promise = Promise.promise();
    requests.send(
        sequence -> new RequestPreKeys(sequence, user, which.devices(), which.deliveryToken()),
        PreKey.class,
        devices,
        promise);
    return promise
        .future()
        .map(
            keys ->
                keys.stream()
                    .map(PreKey::bundle)
                    .filter(bundle -> isRequested(bundle, user, which.devices()))
                    .toList());
  }

  private static boolean isRequested(PreKeyBundle bundle, UserId user, DeviceSelection devices) {
    DeviceId device = bundle.address().device();
    boolean isNew =
        !devices.known().contains(device) || devices.hasChanged(device, bundle.registrationId());
    return bundle.address().user().equals(user) && devices.includes(device) && isNew;
  }
}
