package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.messagingserver.client.AuthenticatedConnection;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.tools.localcluster.NoPreKeys;

/** A receiving client with its behavior. */
final class Device {
  private static final int SLOW_MILLIS = 400;
  private static final double SLOW_SHARE = 0.1;
  private static final int MIN_MILLIS = 1_000;
  private static final int MAX_MILLIS = 15_000;

  private final Vertx vertx;
  private final int number;
  private final String label;
  private final ClientBehavior behavior;
  private final Identity identity;
  private final DeviceId id;
  private final MessagingClient client;
  private final DeliveryChecker checker;
  private final HistoryRecorder history;
  private final SenderRecipientPairs pairs;
  private final Random random;
  private final IntSupplier clock;
  private AuthenticatedConnection connection;
  private final AtomicInteger sockets = new AtomicInteger();
  private volatile int since;
  private boolean staysOnline;
  private boolean offline;

  /**
   * @param label of its Address in the history
   * @param clock milliseconds since the run began
   */
  Device(
      Vertx vertx,
      int number,
      String label,
      Identity identity,
      DeviceId id,
      MessagingClient client,
      DeliveryChecker checker,
      HistoryRecorder history,
      SenderRecipientPairs pairs,
      Random random,
      IntSupplier clock) {
    this.vertx = vertx;
    this.number = number;
    this.label = label;
    this.behavior = ClientBehavior.of(number);
    this.identity = identity;
    this.id = id;
    this.client = client;
    this.checker = checker;
    this.history = history;
    this.pairs = pairs;
    this.random = random;
    this.clock = clock;
    this.connection = newConnection();
  }

  private AuthenticatedConnection newConnection() {
    AuthenticatedConnection fresh =
        client.authenticated(identity, id, new NoPreKeys(), this::received);
    fresh.onConnected(this::connected);
    fresh.onDisconnected(how -> event("disconnect", new JsonObject()));
    return fresh;
  }

  private void connected() {
    since = clock.getAsInt();
    sockets.incrementAndGet();
    event("connect", new JsonObject().put("slow", behavior == ClientBehavior.SLOW));
  }

  private void event(String function, JsonObject what) {
    history.event(label, function, what.put("address", label).put("socket", sockets.get()));
  }

  /** Its Address in the history. */
  String label() {
    return label;
  }

  Address address() {
    return new Address(identity.userId(), id);
  }

  synchronized Future<Void> register() {
    return connection.connect().compose(connected -> connection.register(0));
  }

  private Future<Void> received(Buffer message) {
    Optional<TestPayload> decoded = TestPayload.of(message);
    String id = decoded.map(payload -> Integer.toString(payload.id())).orElse("damaged");
    event("deliver", new JsonObject().put("message", id));
    decoded
        .filter(payload -> pairs.device(payload.pair()) == number)
        .ifPresentOrElse(
            payload ->
                checker.received(payload, payload.pair(), since, behavior != ClientBehavior.SLOW),
            checker::invalid);
    Future<Void> handled =
        behavior == ClientBehavior.SLOW && random.nextDouble() < SLOW_SHARE
            ? afterDelay()
            : Future.succeededFuture();
    return handled.onSuccess(acked -> event("ack", new JsonObject().put("message", id)));
  }

  private Future<Void> afterDelay() {
    Promise<Void> done = Promise.promise();
    vertx.setTimer(1 + random.nextInt(SLOW_MILLIS), late -> done.complete());
    return done.future();
  }

  /** Starts to go offline and online, if that is its behavior. */
  synchronized void start() {
    if (behavior == ClientBehavior.ROAMING) {
      vertx.setTimer(randomMillis(), time -> goOffline());
    }
  }

  private int randomMillis() {
    return MIN_MILLIS + random.nextInt(MAX_MILLIS - MIN_MILLIS);
  }

  private synchronized void goOffline() {
    if (!staysOnline) {
      offline = true;
      connection.close().onComplete(gone -> vertx.setTimer(randomMillis(), time -> goOnline()));
    }
  }

  private synchronized void goOnline() {
    if (offline) {
      offline = false;
      connection = newConnection();
      connection.connect();
      start();
    }
  }

  /** Goes online if it is offline, and stays online. */
  synchronized void stayOnline() {
    staysOnline = true;
    goOnline();
  }

  synchronized Future<Void> close() {
    return connection.close();
  }
}
