package org.messagingserver.webpush;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bounds what goes to each host and each network, so that clients cannot turn this node against
 * others. A target that has accepted a push is proven; to all others together goes little, and they
 * cannot hold up what goes to proven ones. For one event loop.
 */
final class PushBudgets {
  /** Pushes under way at least, so that each share of them is one or more. */
  static final int SMALLEST = 4;

  /** Threads of a node that may wait for resolvers; unproven hosts hold half of them at most. */
  static final int THREADS = 32;

  private static final int REMEMBERED = 10_000;
  private static final int UNPROVEN_PER_SECOND = 2;
  private static final int UNPROVEN_AT_ONCE = 20;

  private final int ofHost;
  private final int ofUnproven;
  private final int perSecond;
  private final Turns turnsOfUnproven = new Turns(System::nanoTime);
  private int unproven;
  private final Map<String, Target> targets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Target> eldest) {
          return size() > REMEMBERED;
        }
      };

  PushBudgets(PushSettings settings) {
    this.ofHost = settings.concurrent() / 2;
    this.ofUnproven = Math.min(settings.concurrent() / SMALLEST, THREADS / 2);
    this.perSecond = settings.pushesPerHostPerSecond();
  }

  /** A host, or a network of addresses. */
  Target target(String name) {
    return targets.computeIfAbsent(name, unknown -> new Target());
  }

  /** One host or network, and the pushes that go there. */
  final class Target {
    private boolean proven;
    private int underWay;
    private Bucket bucket = bucket(UNPROVEN_AT_ONCE, UNPROVEN_PER_SECOND);
    private Turns turns = new Turns(System::nanoTime);

    private Target() {}

    private static Bucket bucket(long atOnce, long perSecond) {
      return Bucket.builder()
          .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME)
          .addLimit(limit -> limit.capacity(atOnce).refillGreedy(perSecond, Duration.ofSeconds(1)))
          .build();
    }

    /** Takes one push from the rate; else the time until it is worth another try. */
    Optional<Duration> take() {
      return bucket.tryConsume(1) ? Optional.empty() : Optional.of(turn());
    }

    private Duration turn() {
      return turns.next(proven ? perSecond : UNPROVEN_PER_SECOND);
    }

    /** Takes a slot as well; {@link #end} gives it back. */
    Optional<Duration> begin() {
      if (underWay >= ofHost) {
        return Optional.of(turn());
      }
      if (!proven && unproven >= ofUnproven) {
        return Optional.of(turnsOfUnproven.next(ofUnproven));
      }
      Optional<Duration> wait = take();
      if (wait.isEmpty()) {
        underWay++;
        unproven += proven ? 0 : 1;
      }
      return wait;
    }

    /**
     * @param asProven whether it was proven at {@link #begin}
     */
    void end(boolean asProven) {
      underWay--;
      unproven -= asProven ? 0 : 1;
    }

    boolean isProven() {
      return proven;
    }

    /** It is proven once it accepts, until it does not answer as a push service that works. */
    void learn(PushResult result) {
      if (result instanceof PushResult.Accepted) {
        prove(true);
      } else if (result instanceof PushResult.Unreachable
          || result instanceof PushResult.RetryAfter) {
        prove(false);
      }
    }

    private void prove(boolean works) {
      if (works != proven) {
        proven = works;
        turns = new Turns(System::nanoTime);
        bucket =
            works ? bucket(perSecond, perSecond) : bucket(UNPROVEN_AT_ONCE, UNPROVEN_PER_SECOND);
      }
    }
  }
}
