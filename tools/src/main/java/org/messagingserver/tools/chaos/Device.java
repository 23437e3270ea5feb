package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.messagingserver.client.AuthenticatedConnection;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.tools.localcluster.NoPreKeys;

/** A receiving client with its behavior. */
final class Device {
  private static final int SLOW_MILLIS = 400;
  private static final double SLOW_SHARE = 0.1;
  private static final int UNREGISTERED_MILLIS = 1_500;
  private static final int MIN_MILLIS = 1_000;
  private static final int MAX_MILLIS = 15_000;

  /** How often an app crashes while it handles what has waited, after how many messages at most. */
  private static final double CRASH_SHARE = 0.5;

  private static final int MAX_UNTIL_CRASH = 30;
  private static final long CRASH_MILLIS = 200;

  private final Vertx vertx;
  private final Recipient recipient;
  private final String process;
  private final MessagingClient client;
  private final DeliveryChecker checker;
  private final HistoryRecorder history;
  private final SenderRecipientPairs pairs;
  private final Random random;
  private final IntSupplier clock;
  private final SocketCount sockets = new SocketCount();
  private AuthenticatedConnection connection;
  private volatile int since;
  private int untilCrash;
  private boolean crashed;
  private boolean offline;
  private boolean isAway;
  private boolean staysOnline;

  /**
   * @param process its name in the history
   * @param clock milliseconds since the run began
   */
  Device(
      Vertx vertx,
      Recipient recipient,
      String process,
      MessagingClient client,
      DeliveryChecker checker,
      HistoryRecorder history,
      SenderRecipientPairs pairs,
      Random random,
      IntSupplier clock) {
    this.vertx = vertx;
    this.recipient = recipient;
    this.process = process;
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
        client.authenticated(
            recipient.identity(), recipient.device(), new NoPreKeys(), this::received);
    fresh.onConnected(this::connected);
    fresh.onDisconnected(how -> disconnected());
    return fresh;
  }

  /** Called after each connect, and before each message: the first may precede the call. */
  private synchronized void connected() {
    if (!offline && sockets.current() == 0) {
      since = clock.getAsInt();
      sockets.connected();
      event("connect", new JsonObject().put("slow", isSlow()));
    }
  }

  private void disconnected() {
    event("disconnect", new JsonObject());
    sockets.disconnected();
  }

  private boolean isSlow() {
    return recipient.behavior() == ClientBehavior.SLOW;
  }

  private void event(String function, JsonObject what) {
    history.event(
        process, function, what.put("address", recipient.label()).put("socket", sockets.latest()));
  }

  synchronized Future<Void> register() {
    return connection.connect().compose(connected -> register(connection));
  }

  private Future<Void> register(AuthenticatedConnection at) {
    JsonObject what = new JsonObject().put("registration", 1).put("keys", new JsonArray());
    return call("register", what, () -> at.register(0));
  }

  private Future<Void> call(String function, JsonObject what, Supplier<Future<Void>> call) {
    what.put("address", recipient.label()).put("socket", sockets.current());
    return history.operation(
        process, function, what, call, done -> new JsonObject().put("socket", sockets.current()));
  }

  private Future<Void> received(Buffer message) {
    Optional<TestPayload> decoded =
        TestPayload.of(message).filter(payload -> isMine(payload.pair()));
    String id = TestPayload.of(message).map(it -> Integer.toString(it.id())).orElse("damaged");
    connected();
    event("deliver", new JsonObject().put("message", id));
    if (crashes()) {
      return Promise.<Void>promise().future();
    }
    decoded.ifPresentOrElse(
        payload -> checker.received(payload, payload.pair(), since, !isSlow()), checker::invalid);
    return handled().onSuccess(acked -> event("ack", new JsonObject().put("message", id)));
  }

  private boolean isMine(int pair) {
    return pairs.device(pair) == recipient.number();
  }

  private Future<Void> handled() {
    return isSlow() && random.nextDouble() < SLOW_SHARE
        ? pause(SLOW_MILLIS)
        : Future.succeededFuture();
  }

  private Future<Void> pause(int maxMillis) {
    Promise<Void> over = Promise.promise();
    vertx.setTimer(1 + random.nextInt(maxMillis), late -> over.complete());
    return over.future();
  }

  /** Whether the app has crashed, so that it handles and acks no message. */
  private synchronized boolean crashes() {
    if (untilCrash > 0 && --untilCrash == 0) {
      crashed = true;
      vertx.setTimer(CRASH_MILLIS, late -> disconnect());
    }
    return crashed;
  }

  /** Starts to behave. */
  synchronized void start() {
    switch (recipient.behavior()) {
      case ROAMING -> whileConnected(this::goOffline);
      case REINSTALLED -> whileConnected(this::reinstall);
      default -> {}
    }
  }

  /** Does something after a while, unless it has gone offline by then. */
  private void whileConnected(Consumer<AuthenticatedConnection> step) {
    AuthenticatedConnection at = connection;
    vertx.setTimer(randomMillis(), time -> step.accept(at));
  }

  private int randomMillis() {
    return MIN_MILLIS + random.nextInt(MAX_MILLIS - MIN_MILLIS);
  }

  private synchronized void reinstall(AuthenticatedConnection at) {
    if (!staysOnline && connection == at) {
      call("unregister", new JsonObject(), at::unregister)
          .transform(done -> pause(UNREGISTERED_MILLIS))
          .compose(over -> register(at))
          .onComplete(done -> goOffline(at));
    }
  }

  private synchronized void goOffline(AuthenticatedConnection from) {
    if (!staysOnline && connection == from) {
      disconnect();
    }
  }

  private synchronized void disconnect() {
    if (!offline) {
      offline = true;
      disconnected();
      connection.close().onComplete(gone -> vertx.setTimer(randomMillis(), time -> goOnline()));
    }
  }

  private synchronized void goOnline() {
    if (offline && !isAway) {
      offline = false;
      crashed = false;
      boolean willCrash = !staysOnline && random.nextDouble() < CRASH_SHARE;
      untilCrash = willCrash ? 1 + random.nextInt(MAX_UNTIL_CRASH) : 0;
      connection = newConnection();
      connection.connect();
      start();
    }
  }

  /** Goes offline until the end of the faults if it roams, so that many messages wait for it. */
  synchronized void goAway() {
    if (recipient.behavior() == ClientBehavior.ROAMING) {
      isAway = true;
      goOffline(connection);
    }
  }

  /** Goes online if it is offline, and stays online. */
  synchronized void stayOnline() {
    staysOnline = true;
    isAway = false;
    untilCrash = 0;
    goOnline();
  }

  synchronized Future<Void> close() {
    return connection.close();
  }
}
