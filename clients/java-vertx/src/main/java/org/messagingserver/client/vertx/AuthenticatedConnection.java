package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.IntConsumer;
import org.messagingserver.client.Admission;
import org.messagingserver.client.WakeupSubscription;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.WakeupStatus;

/** An {@link org.messagingserver.client.AuthenticatedConnection} in the types of Vert.x. */
public final class AuthenticatedConnection extends Connection {
  private final org.messagingserver.client.AuthenticatedConnection core;

  AuthenticatedConnection(org.messagingserver.client.AuthenticatedConnection core) {
    super(core);
    this.core = core;
  }

  /** The Address to which others send messages for this device. */
  public Address address() {
    return core.address();
  }

  /** Registers this device with this number of one-time keys. */
  public Future<Void> register(int oneTimePreKeys) {
    return Future.fromCompletionStage(core.register(oneTimePreKeys));
  }

  /** Replaces who may reach this device. */
  public Future<Void> admit(Admission admission) {
    return Future.fromCompletionStage(core.admit(admission));
  }

  /** Removes this device: its registration, its keys and its waiting messages. */
  public Future<Void> unregister() {
    return Future.fromCompletionStage(core.unregister());
  }

  /** Asks which keys of this device the server has on file. */
  public Future<KeysOnFile> keyStatus(boolean oneTimeKeyHashes) {
    return Future.fromCompletionStage(core.keyStatus(oneTimeKeyHashes)).map(Values::keys);
  }

  /** Has the server wake this device by Web Push when a message waits for it. */
  public Future<Void> setWakeup(WakeupSubscription subscription) {
    return Future.fromCompletionStage(core.setWakeup(subscription));
  }

  /** Has the server wake this device no longer. */
  public Future<Void> removeWakeup() {
    return Future.fromCompletionStage(core.removeWakeup());
  }

  /** Asks whether the server wakes this device. */
  public Future<WakeupStatus> wakeupStatus() {
    return Future.fromCompletionStage(core.wakeupStatus()).map(Values::wakeup);
  }

  /** The key with which to subscribe, as the server has stated it at the latest login. */
  public Future<Buffer> wakeupKey() {
    return Future.fromCompletionStage(core.wakeupKey()).map(Buffer::buffer);
  }

  /** Asks the server how the subscription of this device stands, and renews it if necessary. */
  public Future<Void> renewWakeup() {
    return Future.fromCompletionStage(core.renewWakeup());
  }

  /** Everything that waited at the login has been handed to the app and acked. */
  public Future<Void> drained() {
    return Future.fromCompletionStage(core.drained());
  }

  /** Sets the handler that receives the number of keys that the server requests. */
  public void onPreKeysLow(IntConsumer handler) {
    core.onPreKeysLow(handler);
  }
}
