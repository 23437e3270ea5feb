package org.messagingserver.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.messagingserver.client.ServerMessage.PreKey;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.UserId;

/**
 * Fetches the keys of devices. Ignores bundles that were not requested, whatever a server sends.
 */
final class PreKeyFetcher {
  private final Requests requests;

  PreKeyFetcher(Requests requests) {
    this.requests = requests;
  }

  /**
   * Requests keys as soon as there is a socket. Call it on the event loop.
   *
   * @param devices number of bundles with which the answer is complete, unless the server states it
   */
  CompletableFuture<List<PreKeyBundle>> fetch(UserId user, PreKeysOptions which, int devices) {
    CompletableFuture<List<PreKey>> answer = new CompletableFuture<>();
    requests.send(
        sequence -> ClientFrames.requestPreKeys(sequence, user, which),
        PreKey.class,
        devices,
        answer);
    return answer.thenApply(
        keys ->
            keys.stream()
                .map(key -> key.bundle)
                .filter(bundle -> isRequested(bundle, user, which.devices()))
                .collect(Collectors.toList()));
  }

  private static boolean isRequested(PreKeyBundle bundle, UserId user, DeviceSelection devices) {
    DeviceId device = bundle.address().device();
    boolean isNew =
        !devices.known().contains(device) || devices.hasChanged(device, bundle.registrationId());
    return bundle.address().user().equals(user) && devices.includes(device) && isNew;
  }
}
