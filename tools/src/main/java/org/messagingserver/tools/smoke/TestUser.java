package org.messagingserver.tools.smoke;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.messagingserver.client.Admission;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Identity;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.WakeupStatus;

/** A user with one device: the messages and notices that it received. */
final class TestUser {
  static final DeviceId DEVICE = DeviceId.of(1);

  private final MessagingClient client;
  private final Identity identity = Identity.generate();
  private final RandomPreKeys preKeys = new RandomPreKeys();
  private final BlockingQueue<Buffer> received = new LinkedBlockingQueue<>();
  private final Set<Buffer> acked = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Integer> keyNotices = new LinkedBlockingQueue<>();
  private volatile boolean failing;
  private AuthenticatedConnection connection;

  TestUser(Vertx vertx, ClientOptions options) {
    this.client = MessagingClient.create(vertx, options);
    this.connection = connection();
  }

  private AuthenticatedConnection connection() {
    AuthenticatedConnection fresh = client.authenticated(identity, DEVICE, preKeys, this::handle);
    fresh.onPreKeysLow(keyNotices::add);
    return fresh;
  }

  /** Drops what it acked before: a message whose Ack was late is stored, and comes once more. */
  private Future<Void> handle(Buffer message) {
    if (acked.contains(message)) {
      return Future.succeededFuture();
    }
    // Read before the step sees the message, and may change it.
    boolean fails = failing;
    if (!fails) {
      acked.add(message);
    }
    received.add(message);
    return fails ? Future.failedFuture("not acked on purpose") : Future.succeededFuture();
  }

  Identity identity() {
    return identity;
  }

  Address address() {
    return new Address(identity.userId(), DEVICE);
  }

  RandomPreKeys keys() {
    return preKeys;
  }

  /** While failing, the handler rejects every message, so that none is acked. */
  void setFailing(boolean now) {
    failing = now;
  }

  void login() throws InterruptedException {
    Await.success(connection.connectOnce());
  }

  void register(int oneTimePreKeys) throws InterruptedException {
    Await.success(connection.register(oneTimePreKeys));
  }

  void admit(Admission admission) throws InterruptedException {
    Await.success(connection.admit(admission));
  }

  void unregister() throws InterruptedException {
    Await.success(connection.unregister());
  }

  /** Drops the socket and reconnects, as the same app. */
  void reconnect() {
    connection.reconnect();
  }

  /** Disconnects; the next login uses a new connection, like a restarted app. */
  void logout() throws InterruptedException {
    Await.success(connection.close());
    connection = connection();
  }

  Buffer nextMessage() throws InterruptedException {
    return Await.next(received, "a message");
  }

  /** Null if none comes within this time. */
  Buffer nextMessageWithin(long millis) throws InterruptedException {
    return received.poll(millis, TimeUnit.MILLISECONDS);
  }

  KeysOnFile keysOnFile() throws InterruptedException {
    return Await.success(connection.keyStatus(true));
  }

  /** Where nobody is woken, the request is invalid. */
  void endWakeups() throws InterruptedException {
    Await.success(
        connection
            .removeWakeup()
            .recover(
                failure ->
                    failure instanceof ServerRefusedException refused
                            && refused.name().equals(ErrorName.INVALID_MESSAGE.text())
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure)));
  }

  WakeupStatus wakeupStatus() throws InterruptedException {
    return Await.success(connection.wakeupStatus());
  }

  void awaitDrained() throws InterruptedException {
    Await.success(connection.drained());
  }

  int nextKeyNotice() throws InterruptedException {
    return Await.next(keyNotices, "a PreKeysLow");
  }

  /** Unregisters this user, in whatever state the steps left it. */
  void cleanUp() throws InterruptedException {
    preKeys.setEmpty(true);
    logout();
    login();
    unregister();
    logout();
  }
}
