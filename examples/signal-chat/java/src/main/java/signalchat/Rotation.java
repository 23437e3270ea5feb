package signalchat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import signalchat.Journal.Transaction;
import signalchat.wire.Access;

/**
 * A new token on its way to all who may have it: first every device of the user registers it, then
 * it is handed out, and then the former one ends.
 *
 * @param waitingFor the user's devices that have not registered it
 * @param isHandedOut whether others may have it
 */
record Rotation(long since, List<Integer> waitingFor, boolean isHandedOut) {
  private static final String KEY = "rotation";

  /** A device that is lost does not answer: after this time, the others go on without it. */
  private static final Duration PATIENCE = Duration.ofDays(7);

  static Optional<Rotation> current(Transaction transaction) {
    return Optional.ofNullable(transaction.get(KEY)).map(Rotation::decode);
  }

  /** Begins with a new token, unless one exists that was not handed out yet. */
  static void begin(Transaction transaction, List<Integer> waitingFor) {
    if (current(transaction).map(Rotation::isHandedOut).orElse(true)) {
      Tokens.add(transaction);
      new Rotation(System.currentTimeMillis(), waitingFor, false).save(transaction);
    }
  }

  /** A device of the user has registered the new token. */
  static void confirmed(Transaction transaction, int deviceId) {
    current(transaction)
        .ifPresent(rotation -> rotation.without(deviceId).save(transaction));
  }

  private Rotation without(int deviceId) {
    List<Integer> others = waitingFor.stream().filter(one -> one != deviceId).toList();
    return new Rotation(since, others, isHandedOut);
  }

  /** Whether the new token may be handed out from now on. */
  static boolean handOut(Transaction transaction) {
    Optional<Rotation> ready = current(transaction).filter(Rotation::isReady);
    ready.ifPresent(
        rotation -> new Rotation(rotation.since, rotation.waitingFor, true).save(transaction));
    return ready.isPresent();
  }

  private boolean isReady() {
    return waitingFor.isEmpty() || System.currentTimeMillis() >= since + PATIENCE.toMillis();
  }

  /**
   * Ends with the newest token alone, unless another block has begun the next rotation meanwhile:
   * its token was not handed out yet.
   */
  static void finish(Transaction transaction) {
    if (current(transaction).map(Rotation::isHandedOut).orElse(false)) {
      Tokens.saveOwn(transaction, Tokens.own(transaction).subList(0, 1));
      abandon(transaction);
    }
  }

  static void abandon(Transaction transaction) {
    transaction.delete(KEY);
  }

  /** The token to hand out now: one that all devices of the user admit. */
  static Access token(Transaction transaction) {
    List<Access> tokens = Tokens.own(transaction);
    boolean isEarly = current(transaction).map(rotation -> !rotation.isHandedOut).orElse(false);
    return tokens.get(isEarly && tokens.size() > 1 ? 1 : 0);
  }

  private void save(Transaction transaction) {
    JsonObject json =
        new JsonObject()
            .put("since", since)
            .put("waitingFor", new JsonArray(waitingFor))
            .put("isHandedOut", isHandedOut);
    transaction.set(KEY, json.encode());
  }

  private static Rotation decode(String stored) {
    JsonObject json = new JsonObject(stored);
    List<Integer> waitingFor =
        json.getJsonArray("waitingFor").stream().map(Integer.class::cast).toList();
    return new Rotation(json.getLong("since"), waitingFor, json.getBoolean("isHandedOut"));
  }
}
