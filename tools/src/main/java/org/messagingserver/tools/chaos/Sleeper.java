package org.messagingserver.tools.chaos;

import com.google.crypto.tink.subtle.EllipticCurves;
import com.google.crypto.tink.subtle.EllipticCurves.CurveType;
import com.google.crypto.tink.subtle.EllipticCurves.PointFormatType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.messagingserver.client.Identity;
import org.messagingserver.client.WakeupSubscription;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/**
 * A device that asks to be woken, is online for a moment, and then offline for longer. It does not
 * go online because of a push: the next messages are to cause another.
 */
final class Sleeper {
  private static final int MIN_AWAKE_MILLIS = 500;
  private static final int MAX_AWAKE_MILLIS = 2_500;
  private static final int MIN_ASLEEP_MILLIS = 5_000;
  private static final int MAX_ASLEEP_MILLIS = 12_000;
  private static final double REMOVE_SHARE = 0.15;
  private static final double RENEW_SHARE = 0.2;
  private static final double REGISTER_SHARE = 0.1;
  private static final DeviceId DEVICE = DeviceId.of(1);
  private static final byte[] PUBLIC_KEY = publicKey();
  private static final byte[] AUTH = new byte[16];

  private final Vertx vertx;
  private final String label;
  private final MessagingClient client;
  private final HistoryRecorder history;
  private final PushReceiver receiver;
  private final Random random;
  private final boolean renewsAtLast;
  private final Consumer<Sleeper> onAsleep;
  private final Consumer<String> onDelivered;
  private final Identity identity = Identity.generate();
  private final DeviceKeys keys = new DeviceKeys(new AtomicInteger(1));
  private final SocketCount sockets = new SocketCount();
  private AuthenticatedConnection connection;
  private int endpoints;
  private int night;
  private boolean registered;
  private boolean hasEndpoint;
  private boolean offline;
  private boolean awaitsDrained;
  private boolean isLastNight;
  private boolean isRenewed;
  private boolean staysOnline;

  /**
   * @param label its address in the history, and its process
   * @param renewsAtLast whether it subscribes again after the last fault
   * @param onAsleep called when it has gone offline
   * @param onDelivered called with each message
   */
  Sleeper(
      Vertx vertx,
      String label,
      MessagingClient client,
      HistoryRecorder history,
      PushReceiver receiver,
      Random random,
      boolean renewsAtLast,
      Consumer<Sleeper> onAsleep,
      Consumer<String> onDelivered) {
    this.vertx = vertx;
    this.label = label;
    this.client = client;
    this.history = history;
    this.receiver = receiver;
    this.random = random;
    this.renewsAtLast = renewsAtLast;
    this.onAsleep = onAsleep;
    this.onDelivered = onDelivered;
    this.connection = newConnection();
  }

  /** A point on the curve; its private key is discarded. Source: RFC 8291, section 3.1. */
  private static byte[] publicKey() {
    try {
      ECPublicKey key =
          (ECPublicKey) EllipticCurves.generateKeyPair(CurveType.NIST_P256).getPublic();
      return EllipticCurves.pointEncode(
          CurveType.NIST_P256, PointFormatType.UNCOMPRESSED, key.getW());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private AuthenticatedConnection newConnection() {
    AuthenticatedConnection fresh = client.authenticated(identity, DEVICE, keys, this::received);
    fresh.onConnected(this::connected);
    fresh.onDisconnected(how -> disconnected());
    return fresh;
  }

  String label() {
    return label;
  }

  Address address() {
    return new Address(identity.userId(), DEVICE);
  }

  /** Whether it has asked to be woken, as far as it knows. */
  synchronized boolean hasEndpoint() {
    return hasEndpoint;
  }

  /** Succeeds once it is connected; it registers now or later. */
  synchronized Future<Void> begin() {
    return dial().compose(open -> change().otherwiseEmpty());
  }

  private Future<Void> dial() {
    history.event(label, "dial", new JsonObject().put("address", label));
    return connection.connect();
  }

  private synchronized Future<Void> registerUnder(int further) {
    int registration = keys.latest().addAndGet(further);
    JsonObject what =
        new JsonObject().put("registration", registration).put("keys", new JsonArray());
    return call("register", what, () -> connection.register(0)).onSuccess(done -> isRegistered());
  }

  private synchronized void isRegistered() {
    registered = true;
  }

  private Future<Void> call(String function, JsonObject what, Supplier<Future<Void>> call) {
    what.put("address", label).put("socket", sockets.current());
    return history.operation(
        label, function, what, call, done -> new JsonObject().put("socket", sockets.current()));
  }

  private synchronized Future<Void> subscribe() {
    String endpoint = label.replace('/', '.') + "-" + ++endpoints;
    AuthenticatedConnection at = connection;
    return at.wakeupKey()
        .compose(
            key ->
                call(
                    "wakeup",
                    new JsonObject().put("endpoint", endpoint),
                    () -> at.setWakeup(subscription(endpoint, key))))
        .onSuccess(set -> has(true));
  }

  private WakeupSubscription subscription(String endpoint, Buffer serverKey) {
    return new WakeupSubscription(
        receiver.url(endpoint), PUBLIC_KEY, AUTH, 0, serverKey.getBytes());
  }

  private synchronized Future<Void> remove() {
    has(false);
    return call("wakeup", new JsonObject(), connection::removeWakeup);
  }

  private synchronized void has(boolean endpoint) {
    hasEndpoint = endpoint;
  }

  /** Lets it fall asleep after a while, and so on. */
  void start() {
    vertx.setTimer(random(MIN_AWAKE_MILLIS, MAX_AWAKE_MILLIS), due -> endDay());
  }

  private synchronized int random(int minMillis, int maxMillis) {
    return minMillis + random.nextInt(maxMillis - minMillis);
  }

  private synchronized void endDay() {
    if (isLastNight && renewsAtLast && !isRenewed) {
      isRenewed = true;
      renewFromScratch().onComplete(done -> start());
    } else if (!staysOnline) {
      fallAsleep();
    }
  }

  /** Nothing that the server knew of its subscription remains. */
  private Future<Void> renewFromScratch() {
    Future<Void> former = random.nextBoolean() ? remove() : registerUnder(1);
    return former.compose(ended -> subscribe());
  }

  private synchronized void fallAsleep() {
    int thisNight = ++night;
    offline = true;
    disconnected();
    connection.close().onComplete(gone -> onAsleep.accept(this));
    if (!isLastNight) {
      vertx.setTimer(random(MIN_ASLEEP_MILLIS, MAX_ASLEEP_MILLIS), due -> endNight(thisNight));
    }
  }

  private synchronized void endNight(int which) {
    if (which == night) {
      wakeUp();
    }
  }

  private synchronized void wakeUp() {
    if (offline) {
      night++;
      offline = false;
      awaitsDrained = false;
      connection = newConnection();
      dial().compose(open -> change()).onComplete(done -> start());
    }
  }

  private synchronized Future<Void> change() {
    // The handler for a connect may be called later, and the request would have no socket.
    connected();
    double share = random.nextDouble();
    if (!registered) {
      return registerUnder(0).compose(done -> subscribe());
    }
    if (staysOnline) {
      return Future.succeededFuture();
    }
    if (share < REMOVE_SHARE) {
      return remove();
    }
    if (share < REMOVE_SHARE + REGISTER_SHARE) {
      has(false);
      return registerUnder(1).compose(registered -> subscribe());
    }
    return !hasEndpoint || share < REMOVE_SHARE + REGISTER_SHARE + RENEW_SHARE
        ? subscribe()
        : Future.succeededFuture();
  }

  /** From now on it does not go online by itself once it has gone offline. */
  synchronized void beginLastNight() {
    isLastNight = true;
    if (offline && renewsAtLast) {
      wakeUp();
    } else if (offline) {
      night++;
      onAsleep.accept(this);
    }
  }

  /** Goes online if it is offline, and stays online. */
  synchronized void stayOnline() {
    staysOnline = true;
    wakeUp();
  }

  synchronized Future<Void> close() {
    return connection.close();
  }

  private synchronized void connected() {
    if (!offline && sockets.current() == 0) {
      sockets.connected();
      event("connect", new JsonObject().put("slow", false));
      awaitDrained(connection);
    }
  }

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
    }
  }

  private void disconnected() {
    event("disconnect", new JsonObject());
    sockets.disconnected();
  }

  private void event(String function, JsonObject what) {
    history.event(label, function, what.put("address", label).put("socket", sockets.latest()));
  }

  private Future<Void> received(Buffer message) {
    connected();
    String id = message.toString();
    event("deliver", new JsonObject().put("message", id));
    onDelivered.accept(id);
    int socket = sockets.latest();
    return Future.<Void>succeededFuture().onSuccess(handled -> acked(id, socket));
  }

  private void acked(String id, int socket) {
    if (sockets.current() == socket) {
      event("ack", new JsonObject().put("message", id));
    }
  }
}
