package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.messagingserver.client.DeliveryToken;
import org.messagingserver.client.PreKeysOptions;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.UserId;

/** A stranger that fetches keys repeatedly, one request at a time. */
final class KeyFetcher {
  private static final int MIN_PAUSE_MILLIS = 100;
  private static final int MAX_PAUSE_MILLIS = 1_000;
  private static final double KNOWN_SHARE = 0.2;

  /**
   * A user whose keys are fetched.
   *
   * @param token of all its devices
   */
  record User(UserId id, DeliveryToken token) {}

  private final Vertx vertx;
  private final String name;
  private final Map<String, User> users;
  private final List<String> labels;
  private final HistoryRecorder history;
  private final Random random;
  private final AnonymousConnection connection;
  private volatile boolean stopped;

  /**
   * @param users whose keys it fetches, by their labels in the history
   */
  KeyFetcher(
      Vertx vertx,
      String name,
      Map<String, User> users,
      MessagingClient client,
      HistoryRecorder history,
      Random random) {
    this.vertx = vertx;
    this.name = name;
    this.users = users;
    this.labels = users.keySet().stream().sorted().toList();
    this.history = history;
    this.random = random;
    this.connection = client.anonymous();
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
      fetch().onComplete(answered -> start());
    }
  }

  /** Makes one request besides. */
  void fetchOnce() {
    if (!stopped) {
      fetch();
    }
  }

  private Future<List<PreKeyBundle>> fetch() {
    String user = labels.get(random.nextInt(labels.size()));
    Set<Integer> known =
        KeyTraffic.DEVICES.stream()
            .filter(device -> random.nextDouble() < KNOWN_SHARE)
            .collect(Collectors.toSet());
    NamedToken token = NamedToken.random(random);
    JsonObject what =
        new JsonObject()
            .put("user", user)
            .put("token", token == NamedToken.RIGHT)
            .put("known", new JsonArray(known.stream().map(id -> user + "/" + id).toList()));
    return history.operation(
        name,
        "fetch",
        what,
        () -> preKeys(users.get(user), known, token),
        bundles -> answer(user, bundles));
  }

  private Future<List<PreKeyBundle>> preKeys(User user, Set<Integer> known, NamedToken token) {
    PreKeysOptions which =
        PreKeysOptions.ALL.withKnown(known.stream().map(DeviceId::of).collect(Collectors.toSet()));
    return connection.preKeys(
        user.id(), token.of(Optional.of(user.token())).map(which::withDeliveryToken).orElse(which));
  }

  private static JsonObject answer(String user, List<PreKeyBundle> bundles) {
    List<JsonObject> fields =
        bundles.stream()
            .map(
                bundle ->
                    new JsonObject()
                        .put("address", user + "/" + bundle.address().device().value())
                        .put("registration", bundle.registrationId())
                        .put("key", bundle.oneTimePreKey().toString()))
            .toList();
    // The server states how many there are, and the client waits for all.
    return new JsonObject().put("bundles", new JsonArray(fields)).put("complete", true);
  }

  void stop() {
    stopped = true;
  }

  Future<Void> close() {
    return connection.close();
  }
}
