package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.messagingserver.client.AuthenticatedConnection;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.client.PreKeySource;
import org.messagingserver.protocol.DeviceId;

/** A device that registers and unregisters repeatedly, one request at a time. */
final class Registrant implements PreKeySource {
  private static final int MIN_PAUSE_MILLIS = 200;
  private static final int MAX_PAUSE_MILLIS = 2_000;
  private static final double UNREGISTER_SHARE = 0.25;
  private static final double SAME_REGISTRATION_SHARE = 0.5;
  private static final int MAX_KEYS = 4;

  private final Vertx vertx;
  private final String address;
  private final HistoryRecorder history;
  private final Random random;
  private final AuthenticatedConnection connection;
  private volatile List<Buffer> keys = List.of();
  private volatile int registrationId = 1;
  private int registrations = 1;
  private int madeKeys;
  private volatile boolean stopped;

  /**
   * @param user label of its user in the history
   */
  Registrant(
      Vertx vertx,
      String user,
      Identity identity,
      DeviceId device,
      MessagingClient client,
      HistoryRecorder history,
      Random random) {
    this.vertx = vertx;
    this.address = user + "/" + device.value();
    this.history = history;
    this.random = random;
    this.connection =
        client.authenticated(identity, device, this, message -> Future.succeededFuture());
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
      Future<Void> request = random.nextDouble() < UNREGISTER_SHARE ? unregister() : register();
      request.onComplete(answered -> start());
    }
  }

  private Future<Void> unregister() {
    JsonObject what = new JsonObject().put("address", address);
    return history.operation(
        address, "unregister", what, connection::unregister, done -> new JsonObject());
  }

  private Future<Void> register() {
    if (random.nextDouble() >= SAME_REGISTRATION_SHARE) {
      registrations++;
    }
    registrationId = registrations;
    List<String> names = Stream.generate(this::newKey).limit(random.nextInt(MAX_KEYS)).toList();
    keys = names.stream().map(Buffer::buffer).toList();
    JsonObject what =
        new JsonObject()
            .put("address", address)
            .put("registration", registrationId)
            .put("keys", new JsonArray(names));
    return history.operation(
        address,
        "register",
        what,
        () -> connection.register(names.size()),
        done -> new JsonObject());
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
