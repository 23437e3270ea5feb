package org.messagingserver.tools.chaos;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

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
import org.messagingserver.client.Admission;
import org.messagingserver.client.Admission.Strangers;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.MessagingClient;

/** A receiving client with its behavior. */
final class Device {
  private static final int UNREGISTERED_MILLIS = 1_500;
  private static final int MIN_MILLIS = 1_000;
  private static final int MAX_MILLIS = 15_000;

  private final Vertx vertx;
  private final Recipient recipient;
  private final String process;
  private final MessagingClient client;
  private final DeliveryChecker checker;
  private final HistoryRecorder history;
  private final SenderRecipientPairs pairs;
  private final Random random;
  private final IntSupplier clock;
  private final UsageCounts usage;
  private final SimulatedApp app;
  private final DeviceKeys keys;
  private final SocketCount sockets = new SocketCount();
  private AuthenticatedConnection connection;
  private volatile int since;
  private boolean awaitsDrained;
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
      IntSupplier clock,
      UsageCounts usage) {
    this.vertx = vertx;
    this.recipient = recipient;
    this.process = process;
    this.client = client;
    this.checker = checker;
    this.history = history;
    this.pairs = pairs;
    this.random = random;
    this.clock = clock;
    this.usage = usage;
    boolean isSlow = recipient.behavior() == ClientBehavior.SLOW;
    this.app = new SimulatedApp(vertx, random, isSlow, this::disconnect);
    this.keys = new DeviceKeys(recipient.registrationId());
    this.connection = newConnection();
  }

  private AuthenticatedConnection newConnection() {
    AuthenticatedConnection fresh =
        client.authenticated(recipient.identity(), recipient.device(), keys, this::received);
    fresh.onConnected(this::connected);
    fresh.onDisconnected(how -> disconnected());
    return fresh;
  }

  /** Called after each connect, and before each message: the first may precede the call. */
  private synchronized void connected() {
    if (!offline && sockets.current() == 0) {
      since = clock.getAsInt();
      sockets.connected();
      event("connect", new JsonObject().put("slow", app.isSlow()));
      awaitDrained(connection);
    }
  }

  /** The future of a connection that is lost before is that of the next login. */
  private void awaitDrained(AuthenticatedConnection at) {
    if (!awaitsDrained) {
      awaitsDrained = true;
      at.drained().onSuccess(acked -> drained(at));
    }
  }

  private synchronized void drained(AuthenticatedConnection at) {
    if (connection == at) {
      awaitsDrained = false;
      event("drained", new JsonObject());
      usage.add("logins after which everything was acked");
    }
  }

  private void disconnected() {
    event("disconnect", new JsonObject());
    sockets.disconnected();
  }

  private void event(String function, JsonObject what) {
    history.event(
        process, function, what.put("address", recipient.label()).put("socket", sockets.latest()));
  }

  synchronized Future<Void> register() {
    return dial().compose(open -> registerFirst());
  }

  private synchronized Future<Void> registerFirst() {
    // The handler for a connect may be called later, and the request would have no socket.
    connected();
    return register(connection);
  }

  private Future<Void> dial() {
    history.event(process, "dial", new JsonObject().put("address", recipient.label()));
    return connection.connect();
  }

  private Future<Void> register(AuthenticatedConnection at) {
    return call("register", registration(), () -> at.register(0));
  }

  private JsonObject registration() {
    return new JsonObject().put("registration", keys.registrationId()).put("keys", new JsonArray());
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
    if (app.crashes()) {
      return Promise.<Void>promise().future();
    }
    decoded.ifPresentOrElse(
        payload -> checker.received(payload, payload.pair(), since, !app.isSlow()),
        checker::invalid);
    int socket = sockets.latest();
    return app.handle().onSuccess(acked -> acked(id, socket));
  }

  /** The client acks on the socket on which the message came, or not at all. */
  private void acked(String id, int socket) {
    if (sockets.current() == socket) {
      event("ack", new JsonObject().put("message", id));
    }
  }

  private boolean isMine(int pair) {
    return pairs.device(pair) == recipient.number();
  }

  /** Starts to behave. */
  synchronized void start() {
    switch (recipient.behavior()) {
      case ROAMING -> whileConnected(this::goOffline);
      case REINSTALLED -> whileConnected(this::reinstall);
      case RESTORED -> whileConnected(this::restore);
      default -> {}
    }
  }

  /** Does something after a while, unless it has gone offline by then. */
  private synchronized void whileConnected(Consumer<AuthenticatedConnection> step) {
    AuthenticatedConnection at = connection;
    vertx.setTimer(random(MIN_MILLIS, MAX_MILLIS), time -> step.accept(at));
  }

  private int random(int minMillis, int maxMillis) {
    return minMillis + random.nextInt(maxMillis - minMillis);
  }

  private synchronized void reinstall(AuthenticatedConnection at) {
    if (!staysOnline && connection == at) {
      call("unregister", new JsonObject(), at::unregister)
          .transform(done -> vertx.timer(random(1, UNREGISTERED_MILLIS), MILLISECONDS))
          .compose(over -> registerAnew(at))
          .onComplete(done -> goOffline(at));
    }
  }

  private synchronized void restore(AuthenticatedConnection at) {
    if (!staysOnline && connection == at) {
      Future<Void> restored = random.nextBoolean() ? registerAnew(at) : changeAdmission(at);
      restored.onComplete(done -> whileConnected(this::restore));
    }
  }

  private Future<Void> changeAdmission(AuthenticatedConnection at) {
    Strangers strangers = random.nextBoolean() ? Strangers.NONE : Strangers.WELCOME;
    JsonObject what = registration().put("strangers", Admissions.name(strangers));
    Admission admission = Admissions.of(strangers, recipient.token().orElseThrow());
    usage.add("new admissions");
    return call("register", what, () -> at.admit(admission));
  }

  /** Its sessions are lost, so that nobody may take it for the same device as before. */
  private Future<Void> registerAnew(AuthenticatedConnection at) {
    keys.latest().incrementAndGet();
    usage.add("registrations under another registrationID");
    return register(at);
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
      connection
          .close()
          .onComplete(gone -> vertx.setTimer(random(MIN_MILLIS, MAX_MILLIS), time -> goOnline()));
    }
  }

  private synchronized void goOnline() {
    if (offline && !isAway) {
      offline = false;
      if (staysOnline) {
        app.behave();
      } else {
        app.start();
      }
      connection = newConnection();
      awaitsDrained = false;
      dial();
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
    app.behave();
    goOnline();
  }

  synchronized Future<Void> close() {
    return connection.close();
  }
}
