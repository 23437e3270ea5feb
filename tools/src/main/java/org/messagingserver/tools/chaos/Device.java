package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import java.util.function.IntSupplier;
import org.messagingserver.client.AuthenticatedConnection;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.tools.localcluster.NoPreKeys;

/** A client that receives, with its habit. */
final class Device {
  private static final int SLOW_MILLIS = 400;
  private static final double SLOW_SHARE = 0.1;
  private static final int LEAST_MILLIS = 1_000;
  private static final int MOST_MILLIS = 15_000;

  private final Vertx vertx;
  private final int number;
  private final ClientBehavior clientBehavior;
  private final Identity identity;
  private final DeviceId id;
  private final MessagingClient client;
  private final DeliveryChecker deliveryChecker;
  private final RecipientQueues recipientQueues;
  private final Random random;
  private final IntSupplier clock;
  private AuthenticatedConnection connection;
  private volatile int since;
  private boolean staying;
  private boolean away;

  /**
   * @param clock milliseconds since the run began
   */
  Device(
      Vertx vertx,
      int number,
      Identity identity,
      DeviceId id,
      MessagingClient client,
      DeliveryChecker deliveryChecker,
      RecipientQueues recipientQueues,
      Random random,
      IntSupplier clock) {
    this.vertx = vertx;
    this.number = number;
    this.clientBehavior = ClientBehavior.of(number);
    this.identity = identity;
    this.id = id;
    this.client = client;
    this.deliveryChecker = deliveryChecker;
    this.recipientQueues = recipientQueues;
    this.random = random;
    this.clock = clock;
    this.connection = fresh();
  }

  private AuthenticatedConnection fresh() {
    AuthenticatedConnection fresh =
        client.authenticated(identity, id, new NoPreKeys(), this::received);
    fresh.onConnected(() -> since = clock.getAsInt());
    return fresh;
  }

  Address address() {
    return new Address(identity.userId(), id);
  }

  synchronized Future<Void> register() {
    return connection.connect().compose(connected -> connection.register(0));
  }

  private Future<Void> received(Buffer message) {
    TestPayload.of(message)
        .filter(testPayload -> recipientQueues.device(testPayload.lane()) == number)
        .ifPresentOrElse(
            testPayload ->
                deliveryChecker.received(
                    testPayload, testPayload.lane(), since, clientBehavior != ClientBehavior.SLOW),
            deliveryChecker::strange);
    return clientBehavior == ClientBehavior.SLOW && random.nextDouble() < SLOW_SHARE
        ? slowly()
        : Future.succeededFuture();
  }

  private Future<Void> slowly() {
    Promise<Void> done = Promise.promise();
    vertx.setTimer(1 + random.nextInt(SLOW_MILLIS), late -> done.complete());
    return done.future();
  }

  /** Begins to live as its habit is. */
  synchronized void start() {
    if (clientBehavior == ClientBehavior.ROAMING) {
      vertx.setTimer(span(), time -> leave());
    }
  }

  private int span() {
    return LEAST_MILLIS + random.nextInt(MOST_MILLIS - LEAST_MILLIS);
  }

  private synchronized void leave() {
    if (!staying) {
      away = true;
      connection.close().onComplete(gone -> vertx.setTimer(span(), time -> comeBack()));
    }
  }

  private synchronized void comeBack() {
    if (away) {
      away = false;
      connection = fresh();
      connection.connect();
      start();
    }
  }

  /** Goes online if it is offline, and stays. */
  synchronized void stay() {
    staying = true;
    comeBack();
  }

  synchronized Future<Void> close() {
    return connection.close();
  }
}
