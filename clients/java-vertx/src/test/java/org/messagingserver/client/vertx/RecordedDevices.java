package org.messagingserver.client.vertx;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.UserId;

/** An app's record of devices, in memory. */
class RecordedDevices implements DeviceDirectory {
  private final Map<UserId, Map<DeviceId, Integer>> devices = new ConcurrentHashMap<>();
  private final BlockingQueue<List<PreKeyBundle>> changes = new LinkedBlockingQueue<>();

  RecordedDevices with(Address address, int registrationId) {
    devices
        .computeIfAbsent(address.user(), user -> new ConcurrentHashMap<>())
        .put(address.device(), registrationId);
    return this;
  }

  @Override
  public Future<Map<DeviceId, Integer>> known(UserId user) {
    return Future.succeededFuture(Map.copyOf(devices.getOrDefault(user, Map.of())));
  }

  @Override
  public Future<Void> changed(UserId user, List<PreKeyBundle> bundles) {
    bundles.forEach(bundle -> with(bundle.address(), bundle.registrationId()));
    changes.add(bundles);
    return Future.succeededFuture();
  }

  /** The devices, as numbers, of the next change, once there is one. */
  List<Long> nextChange() throws InterruptedException {
    return Optional.ofNullable(changes.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS))
        .orElseThrow(() -> new AssertionError("nothing has changed"))
        .stream()
        .map(bundle -> bundle.address().device().asLong())
        .toList();
  }

  boolean hasChanged() {
    return !changes.isEmpty();
  }

  /** The only PreKey that answers this request. */
  static PreKey preKey(RequestPreKeys request, int device, int registrationId) {
    return preKey(request, new Address(request.user(), DeviceId.of(device)), registrationId, 1);
  }

  /** One of the PreKeys that answer this request. */
  static PreKey preKey(RequestPreKeys request, Address address, int registrationId, int size) {
    Buffer key = Buffer.buffer("key");
    PreKeyBundle bundle = new PreKeyBundle(address, registrationId, key, key);
    return new PreKey(request.sequence(), bundle, size);
  }
}
