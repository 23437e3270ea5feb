package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.messagingserver.encryption.HashedAddress;

/**
 * What the bus promises: what one event loop publishes comes in that order, or not at all. And what
 * it does not: it loses, delays, and brings things twice, the second time whenever it likes.
 */
final class ModelBus {
  /** What happens to what is sent. */
  enum Weather {
    FAIR,
    LOSES,
    DOUBLES,
    /**
     * What goes to a node whose registrations are being looked up comes later than what follows.
     */
    OVERTAKES
  }

  private record Route(Object from, Object to) {}

  /** One that listens, is still thought to, or is not known yet. */
  private static final class Listener {
    final MortalLoop loop;
    final Handler<ConsumerEvent> handler;
    final long knownAt;
    long goneAt = Long.MAX_VALUE;

    Listener(MortalLoop loop, Handler<ConsumerEvent> handler, long knownAt) {
      this.loop = loop;
      this.handler = handler;
      this.knownAt = knownAt;
    }

    boolean hears() {
      return !loop.isDead() && goneAt == Long.MAX_VALUE;
    }

    boolean isKnown(long now, long lag) {
      long gone = loop.isDead() ? Math.min(goneAt, loop.diedAt()) : goneAt;
      return knownAt <= now && now < (gone == Long.MAX_VALUE ? gone : gone + lag);
    }
  }

  private final SimulatedLoop time;
  private final Map<HashedAddress, List<Listener>> consumers = new HashMap<>();
  private final Map<Long, Handler<List<DeliveryReceipt>>> dispatchers = new HashMap<>();
  private final Map<Route, Long> lastDue = new HashMap<>();
  private Weather weather = Weather.FAIR;
  private final List<Runnable> answering = new ArrayList<>();
  private boolean alone;
  private boolean silent;
  private boolean stopped;
  private int probes;
  private long delay = 1;
  private long lag;
  private int sent;
  private int publishes;

  ModelBus(SimulatedLoop time) {
    this.time = time;
  }

  void weather(Weather next) {
    weather = next;
  }

  void delay(long millis) {
    delay = millis;
  }

  /** For how long others do not know who came or went; then nobody knows at once, either. */
  void lag(long millis) {
    lag = millis;
  }

  /** Nobody can be found any more, though all are there: what a cluster may lose. */
  void forgetAll() {
    consumers.clear();
    dispatchers.clear();
    answering.clear();
  }

  /** There is no other node to probe it. */
  void alone(boolean is) {
    alone = is;
  }

  /** The other node does not answer probes. */
  void silent(boolean is) {
    silent = is;
  }

  /** It is stopped, and throws whenever something is to be published. */
  void stop() {
    stopped = true;
  }

  /** How often another node was asked to call. */
  int probes() {
    return probes;
  }

  /**
   * How many registrations others can find: of MailboxConsumers, Dispatchers, and where probes are
   * served.
   */
  int registrations() {
    long heard = consumers.values().stream().flatMap(List::stream).filter(Listener::hears).count();
    return Math.toIntExact(heard) + dispatchers.size() + answering.size();
  }

  int sent() {
    return sent;
  }

  /** How often MailboxConsumers were looked up, whether anybody listened or not. */
  int publishes() {
    return publishes;
  }

  /** As one event loop sees it. */
  DeliveryBus of(MortalLoop caller) {
    return of(caller, event -> {});
  }

  /**
   * As one MailboxConsumer sees it.
   *
   * @param overhears what that hears, just before
   */
  DeliveryBus of(MortalLoop caller, Consumer<ConsumerEvent> overhears) {
    return new DeliveryBus() {
      @Override
      public Future<Subscription> subscribe(HashedAddress address, Handler<ConsumerEvent> handler) {
        Handler<ConsumerEvent> heard =
            event -> {
              overhears.accept(event);
              handler.handle(event);
            };
        Listener listener = new Listener(caller, heard, time.millis() + lag);
        consumers.computeIfAbsent(address, to -> new ArrayList<>()).add(listener);
        return Future.succeededFuture(
            () -> {
              listener.goneAt = time.millis();
              return Future.succeededFuture();
            });
      }

      @Override
      public Future<Integer> listeners(HashedAddress address) {
        long found =
            consumers.getOrDefault(address, List.of()).stream()
                .filter(one -> one.loop == caller ? one.hears() : one.isKnown(time.millis(), lag))
                .count();
        return later(caller, Math.toIntExact(found));
      }

      @Override
      public Future<Void> publish(HashedAddress address, ConsumerEvent event) {
        publishes++;
        if (stopped) {
          throw new IllegalStateException("the bus is not started");
        }
        List<Listener> listeners =
            consumers.getOrDefault(address, List.of()).stream()
                .filter(listener -> listener.isKnown(time.millis(), lag))
                .toList();
        listeners.forEach(listener -> carry(caller, listener, () -> hear(listener, event)));
        return listeners.isEmpty() ? nobodyListens(caller) : Future.succeededFuture();
      }

      @Override
      public Future<Subscription> subscribeReceipts(
          long dispatcherId, Handler<List<DeliveryReceipt>> handler) {
        Handler<List<DeliveryReceipt>> alive =
            answers -> {
              if (!caller.isDead()) {
                handler.handle(answers);
              }
            };
        dispatchers.put(dispatcherId, alive);
        return Future.succeededFuture(
            () -> {
              dispatchers.remove(dispatcherId, alive);
              return Future.succeededFuture();
            });
      }

      @Override
      public Future<Void> sendReceipts(long dispatcherId, List<DeliveryReceipt> answers) {
        carry(
            caller,
            dispatcherId,
            () ->
                Objects.requireNonNullElse(dispatchers.get(dispatcherId), ModelBus::nobody)
                    .handle(answers));
        return Future.succeededFuture();
      }

      @Override
      public Future<Boolean> probe(List<HashedAddress> places, long dispatcherId) {
        probes++;
        if (alone || silent) {
          return silent ? Future.failedFuture("no answer") : Future.succeededFuture(false);
        }
        places.forEach(address -> publish(address, new ConsumerEvent.Probe()));
        sendReceipts(dispatcherId, List.of());
        answering.forEach(Runnable::run);
        return Future.succeededFuture(true);
      }

      @Override
      public Future<Subscription> serveProbes(Runnable called) {
        answering.add(called);
        return Future.succeededFuture(
            () -> {
              answering.remove(called);
              return Future.succeededFuture();
            });
      }
    };
  }

  /**
   * Tells of a registration, at once or never: that of another one must not come in between, or a
   * socket begins anew once too often.
   */
  void announce(HashedAddress address, ConsumerEvent event) {
    if (weather != Weather.LOSES) {
      List.copyOf(consumers.getOrDefault(address, List.of()))
          .forEach(listener -> hear(listener, event));
    }
  }

  private static void nobody(List<DeliveryReceipt> receipts) {}

  /** Known at once on one node, after a while among many. */
  private Future<Void> nobodyListens(MortalLoop caller) {
    Promise<Void> outcome = Promise.promise();
    if (lag == 0) {
      outcome.fail("nobody listens");
    } else {
      caller.after(delay, () -> outcome.fail("nobody listens"));
    }
    return outcome.future();
  }

  private <T> Future<T> later(MortalLoop caller, T found) {
    Promise<T> outcome = Promise.promise();
    if (lag == 0) {
      outcome.complete(found);
    } else {
      caller.after(delay, () -> outcome.complete(found));
    }
    return outcome.future();
  }

  private void hear(Listener listener, ConsumerEvent event) {
    if (listener.hears()) {
      listener.handler.handle(event);
    }
  }

  private void carry(Object from, Object to, Runnable arrival) {
    sent++;
    if (weather == Weather.OVERTAKES) {
      time.after(sent % 3 == 0 ? 4 * delay + 3 : delay, arrival);
    } else if (weather != Weather.LOSES) {
      long due = Math.max(time.millis() + delay, lastDue.getOrDefault(new Route(from, to), 0L));
      lastDue.put(new Route(from, to), due);
      time.after(due - time.millis(), arrival);
    }
    if (weather == Weather.DOUBLES) {
      time.after(7 * delay + 100, arrival);
    }
  }
}
