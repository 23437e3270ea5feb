package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.messagingserver.vault.HashedAddress;

/**
 * What the bus promises: what one event loop publishes comes in that order, or not at all. And what
 * it does not: it loses, delays, and brings things twice, the second time whenever it likes.
 */
final class ModelBus {
  /** What happens to what is sent. */
  enum Weather {
    FAIR,
    LOSES,
    DOUBLES
  }

  private record Route(Object from, Object to) {}

  private record Listener(MortalLoop loop, Handler<InboxEvent> handler) {}

  private final SimulatedLoop time;
  private final Map<HashedAddress, List<Listener>> inboxes = new HashMap<>();
  private final Map<Long, Handler<List<Answer>>> outboxes = new HashMap<>();
  private final Map<Route, Long> lastDue = new HashMap<>();
  private Weather weather = Weather.FAIR;
  private long delay = 1;
  private int sent;

  ModelBus(SimulatedLoop time) {
    this.time = time;
  }

  void weather(Weather next) {
    weather = next;
  }

  void delay(long millis) {
    delay = millis;
  }

  int sent() {
    return sent;
  }

  /** As one event loop sees it. */
  DeliveryBus of(MortalLoop caller) {
    return new DeliveryBus() {
      @Override
      public Future<Subscription> subscribe(HashedAddress address, Handler<InboxEvent> handler) {
        Listener listener = new Listener(caller, handler);
        inboxes.computeIfAbsent(address, to -> new ArrayList<>()).add(listener);
        return Future.succeededFuture(
            () -> {
              inboxes.get(address).remove(listener);
              return Future.succeededFuture();
            });
      }

      @Override
      public Future<Void> publish(HashedAddress address, InboxEvent event) {
        List<Listener> listeners =
            inboxes.getOrDefault(address, List.of()).stream()
                .filter(listener -> !listener.loop.isDead())
                .toList();
        listeners.forEach(
            listener -> carry(caller, listener, () -> hear(address, listener, event)));
        return listeners.isEmpty()
            ? Future.failedFuture("nobody listens")
            : Future.succeededFuture();
      }

      @Override
      public Subscription hearAnswers(long outbox, Handler<List<Answer>> handler) {
        outboxes.put(
            outbox,
            answers -> {
              if (!caller.isDead()) {
                handler.handle(answers);
              }
            });
        return () -> {
          outboxes.remove(outbox);
          return Future.succeededFuture();
        };
      }

      @Override
      public void answer(long outbox, List<Answer> answers) {
        carry(
            caller,
            outbox,
            () ->
                Objects.requireNonNullElse(outboxes.get(outbox), ModelBus::nobody).handle(answers));
      }
    };
  }

  /**
   * Tells of a registration, at once or never: that of another one must not come in between, or a
   * socket begins anew once too often.
   */
  void announce(HashedAddress address, InboxEvent event) {
    if (weather != Weather.LOSES) {
      List.copyOf(inboxes.getOrDefault(address, List.of()))
          .forEach(listener -> hear(address, listener, event));
    }
  }

  private static void nobody(List<Answer> answers) {}

  private void hear(HashedAddress address, Listener listener, InboxEvent event) {
    if (!listener.loop.isDead() && inboxes.get(address).contains(listener)) {
      listener.handler.handle(event);
    }
  }

  private void carry(Object from, Object to, Runnable arrival) {
    sent++;
    if (weather != Weather.LOSES) {
      long due = Math.max(time.millis() + delay, lastDue.getOrDefault(new Route(from, to), 0L));
      lastDue.put(new Route(from, to), due);
      time.after(due - time.millis(), arrival);
    }
    if (weather == Weather.DOUBLES) {
      time.after(7 * delay + 100, arrival);
    }
  }
}
