package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.messagingserver.client.Admission.Strangers;
import org.messagingserver.client.DeliveryToken;
import org.messagingserver.client.Identity;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.client.vertx.PreKeySource;
import org.messagingserver.protocol.DeviceId;

/** A device that registers and unregisters repeatedly, one request at a time. */
final class Registrant implements PreKeySource {
  private static final int MIN_PAUSE_MILLIS = 200;
  private static final int MAX_PAUSE_MILLIS = 2_000;
  private static final double UNREGISTER_SHARE = 0.25;
  private static final double ADMIT_SHARE = 0.15;
  private static final double SAME_REGISTRATION_SHARE = 0.5;
  private static final List<Strangers> STRANGERS = List.of(Strangers.values());
  private static final int MAX_KEYS = 30;

  private final Vertx vertx;
  private final String address;
  private final DeliveryToken token;
  private final HistoryRecorder history;
  private final Random random;
  private final AuthenticatedConnection connection;
  private final SocketCount sockets = new SocketCount();
  private List<String> latestKeys = List.of();
  private volatile boolean registersKeysAgain = true;
  private volatile List<Buffer> keys = List.of();
  private volatile int registrationId = 1;
  private int registrations = 1;
  private int madeKeys;
  private volatile boolean stopped;

  /**
   * @param user label of its user in the history
   * @param token of its user
   */
  Registrant(
      Vertx vertx,
      String user,
      Identity identity,
      DeviceId device,
      DeliveryToken token,
      MessagingClient client,
      HistoryRecorder history,
      Random random) {
    this.vertx = vertx;
    this.address = user + "/" + device.value();
    this.token = token;
    this.history = history;
    this.random = random;
    this.connection =
        client.authenticated(identity, device, this, message -> Future.succeededFuture());
    connection.onConnected(sockets::connected);
    connection.onDisconnected(how -> sockets.disconnected());
  }

  Future<Void> connect() {
    return connection.connect();
  }

  /** Makes its next request after a pause, and so on. */
  void start() {
    int pause = MIN_PAUSE_MILLIS + random.nextInt(MAX_PAUSE_MILLIS - MIN_PAUSE_MILLIS);
    vertx.setTimer(pause, due -> request());
  }

  private void request() {
    if (!stopped) {
      nextRequest().onComplete(answered -> start());
    }
  }

  private Future<Void> nextRequest() {
    double share = random.nextDouble();
    if (share < UNREGISTER_SHARE) {
      return unregister();
    }
    return share < UNREGISTER_SHARE + ADMIT_SHARE ? admit() : register();
  }

  /** Changes who may reach the device, and registers it if it was not. */
  private Future<Void> admit() {
    Strangers strangers = STRANGERS.get(random.nextInt(STRANGERS.size()));
    JsonObject what =
        new JsonObject()
            .put("registration", registrationId)
            .put("keys", new JsonArray())
            .put("strangers", Admissions.name(strangers));
    return call("register", what, () -> connection.admit(Admissions.of(strangers, token)));
  }

  private Future<Void> unregister() {
    latestKeys = List.of();
    int socket = sockets.current();
    return call("unregister", new JsonObject(), connection::unregister)
        .onComplete(done -> unregistered(done.succeeded() && socket == sockets.current()));
  }

  /** One that was sent twice may come late, and the server then forgets which keys were used. */
  private void unregistered(boolean once) {
    registersKeysAgain = registersKeysAgain && once;
  }

  private Future<Void> call(String function, JsonObject what, Supplier<Future<Void>> call) {
    what.put("address", address).put("socket", sockets.current());
    return history.operation(
        address, function, what, call, done -> new JsonObject().put("socket", sockets.current()));
  }

  private Future<Void> register() {
    boolean isSame = random.nextDouble() < SAME_REGISTRATION_SHARE;
    registrations += isSame ? 0 : 1;
    registrationId = registrations;
    List<String> names = newKeys(isSame ? latestKeys : List.of());
    latestKeys = names;
    keys = names.stream().map(Buffer::buffer).toList();
    JsonObject what =
        new JsonObject().put("registration", registrationId).put("keys", new JsonArray(names));
    return call("register", what, () -> connection.register(names.size()));
  }

  /** An app that does not know what became of its keys registers some of them again. */
  private List<String> newKeys(List<String> before) {
    long againAtMost = registersKeysAgain ? random.nextInt(MAX_KEYS) : 0;
    Stream<String> again = before.stream().limit(againAtMost);
    Stream<String> fresh = Stream.generate(this::newKey).limit(random.nextInt(MAX_KEYS));
    return Stream.concat(again, fresh).toList();
  }

  private String newKey() {
    return address + "-" + ++madeKeys;
  }

  void stop() {
    stopped = true;
  }

  Future<Void> close() {
    return connection.close();
  }

  @Override
  public int registrationId() {
    return registrationId;
  }

  @Override
  public Buffer signedPreKey() {
    return Buffer.buffer("signed");
  }

  /** Keys only for its own requests, which are recorded; none when the server asks for more. */
  @Override
  public Future<List<Buffer>> oneTimePreKeys(int count) {
    List<Buffer> given = keys;
    keys = List.of();
    return Future.succeededFuture(given);
  }
}
