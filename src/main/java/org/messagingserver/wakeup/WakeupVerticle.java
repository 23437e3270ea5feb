package org.messagingserver.wakeup;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionException;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.postgres.Database;
import org.messagingserver.webpush.PushClient;
import org.messagingserver.webpush.PushResult;
import org.messagingserver.webpush.PushSubscription;

/**
 * Pushes to devices that are to be woken, within the bounds of the {@link PushClient}. Nothing
 * waits for it but the marks in the store.
 */
public final class WakeupVerticle extends VerticleBase {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.wakeup");
  private static final long INTERVAL_MILLIS = 1000;
  private static final int MAX_CLAIMED = 256;
  private static final int CLAIMS_PER_ROUND = 4;
  private static final int ROUNDS_PER_COUNT = 10;
  private static final long LAST_PUSHES_MILLIS = 2000;

  private final Encryption encryption;
  private final WakeupSettings settings;
  private final WakeupMeters meters;
  private final WakeupClaims claims;
  private final PushOutcomes outcomes;
  private final Set<Future<Void>> underWay = new HashSet<>();
  private PushClient client;
  private long timer;
  private int round;
  private boolean busy;
  private boolean stopping;

  public WakeupVerticle(
      Database database, Encryption encryption, WakeupSettings settings, WakeupMeters meters) {
    this.encryption = encryption;
    this.settings = settings;
    this.meters = meters;
    this.claims = new WakeupClaims(database, encryption, settings.mark());
    this.outcomes = new PushOutcomes(database, settings.minInterval());
  }

  @Override
  public Future<?> start() {
    return vertx
        .executeBlocking(() -> PushClient.open(vertx, settings.push(), encryption.vapidKeys()))
        .onSuccess(
            opened -> {
              client = opened;
              timer = vertx.setPeriodic(INTERVAL_MILLIS, due -> runUnlessBusy());
            });
  }

  /** A failed statement is repeated in the next round. */
  private void runUnlessBusy() {
    if (!busy) {
      busy = true;
      count()
          .compose(counted -> claims.sweep())
          .compose(swept -> claim())
          .onComplete(done -> busy = false);
    }
  }

  /** Claims marks that are due; returns how many it has looked at. */
  Future<Integer> claim() {
    return claim(CLAIMS_PER_ROUND, 0);
  }

  private Future<Void> count() {
    return round++ % ROUNDS_PER_COUNT != 0
        ? Future.succeededFuture()
        : claims
            .due()
            .onSuccess(due -> meters.due(due))
            .onFailure(unavailable -> meters.due(Double.NaN))
            .mapEmpty();
  }

  /**
   * Claims as much as can be pushed. Pushes that a budget defers take no room of the client, but a
   * statement each: they are bounded too, so that no message waits behind them for the database.
   */
  private Future<Integer> claim(int claimsLeft, int looked) {
    int room = Math.min(client.free(), MAX_CLAIMED - underWay.size());
    if (room <= 0 || claimsLeft == 0 || stopping) {
      return Future.succeededFuture(looked);
    }
    return claims
        .claim(room)
        .compose(
            claimed -> {
              meters.notNeeded(claimed.looked() - claimed.wakeups().size());
              claimed.wakeups().forEach(this::track);
              int all = looked + claimed.looked();
              return claimed.looked() < room
                  ? Future.succeededFuture(all)
                  : claim(claimsLeft - 1, all);
            });
  }

  private void track(ClaimedWakeup claimed) {
    Future<Void> ended = push(claimed);
    underWay.add(ended);
    ended.onComplete(done -> underWay.remove(ended));
  }

  private Future<Void> push(ClaimedWakeup claimed) {
    long startedAt = System.nanoTime();
    return result(claimed)
        .map(this::unlessStopping)
        .onSuccess(result -> count(result, claimed, System.nanoTime() - startedAt))
        .compose(result -> outcomes.finish(claimed, result));
  }

  /** An endpoint that the server would not take today is one that refuses. */
  private Future<PushResult> result(ClaimedWakeup claimed) {
    try {
      byte[] plaintext =
          encryption.open(
              SealPurpose.PUSH_SUBSCRIPTION, claimed.owner(), claimed.sealed().getBytes());
      PushSubscription subscription = SubscriptionCodec.decode(plaintext, settings.push().ports());
      return client.push(subscription);
    } catch (EncryptionException unopened) {
      LOG.log(System.Logger.Level.ERROR, "a push subscription cannot be opened with this keyset");
    } catch (IllegalArgumentException notAllowed) {
      LOG.log(System.Logger.Level.DEBUG, "a push subscription is not allowed any more");
    }
    return Future.succeededFuture(new PushResult.Refused());
  }

  /** A push that this node has cut off is for another to try. */
  private PushResult unlessStopping(PushResult result) {
    return stopping && result instanceof PushResult.Unreachable
        ? new PushResult.NotNow(Duration.ZERO)
        : result;
  }

  private void count(PushResult result, ClaimedWakeup claimed, long nanos) {
    meters.ended(WakeupOutcome.of(result));
    if (result instanceof PushResult.Accepted) {
      meters.accepted(claimed.late().plusNanos(nanos));
    }
  }

  /** Ends within seconds: what is not done by then is due at another node. */
  @Override
  public Future<?> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    return ended()
        .timeout(LAST_PUSHES_MILLIS, TimeUnit.MILLISECONDS)
        .eventually(() -> client.close())
        .eventually(this::ended)
        .otherwiseEmpty();
  }

  private Future<?> ended() {
    return Future.join(List.copyOf(underWay));
  }
}
