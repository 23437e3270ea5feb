package org.messagingserver.tools.smoke;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.messagingserver.client.AuthenticatedConnection;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/** A user with one device: the messages and notices that it received. */
final class TestUser {
  static final DeviceId DEVICE = DeviceId.of(1);

  private final MessagingClient client;
  private final Identity identity = Identity.generate();
  private final RandomPreKeys randomPreKeys = new RandomPreKeys();
  private final BlockingQueue<Buffer> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> keyNotices = new LinkedBlockingQueue<>();
  private volatile boolean clumsy;
  private AuthenticatedConnection connection;

  TestUser(Vertx vertx, ClientOptions options) {
    this.client = MessagingClient.create(vertx, options);
    this.connection = connection();
  }

  private AuthenticatedConnection connection() {
    AuthenticatedConnection fresh =
        client.authenticated(identity, DEVICE, randomPreKeys, this::take);
    fresh.onPreKeysLow(keyNotices::add);
    return fresh;
  }

  private Future<Void> take(Buffer message) {
    // Before the run hears of the message and changes its mind.
    boolean drops = clumsy;
    received.add(message);
    return drops
        ? Future.failedFuture("dropped for the sake of the run")
        : Future.succeededFuture();
  }

  Identity identity() {
    return identity;
  }

  Address address() {
    return new Address(identity.userId(), DEVICE);
  }

  RandomPreKeys keys() {
    return randomPreKeys;
  }

  /** While clumsy, it fails to keep what it receives, so that nothing is acked. */
  void clumsy(boolean now) {
    clumsy = now;
  }

  void login() throws InterruptedException {
    Answers.success(connection.connectOnce());
  }

  void register(int oneTimePreKeys) throws InterruptedException {
    Answers.success(connection.register(oneTimePreKeys));
  }

  void unregister() throws InterruptedException {
    Answers.success(connection.unregister());
  }

  /** Drops the socket and reconnects, as the same app. */
  void reconnect() {
    connection.reconnect();
  }

  /** Goes offline; the next login is that of a restarted app. */
  void logout() throws InterruptedException {
    Answers.success(connection.close());
    connection = connection();
  }

  Buffer nextMessage() throws InterruptedException {
    return Answers.next(received, "a message");
  }

  int nextKeyNotice() throws InterruptedException {
    return Answers.next(keyNotices, "a PreKeysLow");
  }

  /** Removes what the server keeps of this user, whatever state the run has left it in. */
  void leaveNothing() throws InterruptedException {
    randomPreKeys.shut(true);
    logout();
    login();
    unregister();
    logout();
  }
}
