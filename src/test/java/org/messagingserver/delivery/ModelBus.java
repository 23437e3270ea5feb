package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.messagingserver.delivery.DeliveryBus.Subscription;
import org.messagingserver.directory.Place;
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

  private record Endpoint(MortalLoop loop, Handler<LoopEvent> handler) {}

  /**
   * As one event loop sees it: the production bus, over what it makes of transport and directory.
   */
  private final class Node {
    final MortalLoop loop;
    final Place place;
    final DirectoryBus bus;
    final LoopBus transport;

    Node(MortalLoop loop) {
      this.loop = loop;
      this.place = new Place(new UUID(0, nodes.size() + 1L), nodes.size() + 1L);
      this.transport = new ModelTransport(loop, place);
      this.bus =
          new DirectoryBus(
              loop,
              transport,
              directory.of(loop, place),
              place,
              HANDOFF_MILLIS,
              Unmetered.DELIVERIES);
    }
  }

  /** As in the settings of the tests. */
  private static final long HANDOFF_MILLIS = 150;

  private final SimulatedLoop time;
  private final ModelDirectory directory;
  private final Map<MortalLoop, Node> nodes = new LinkedHashMap<>();
  private final Map<Long, Endpoint> loops = new HashMap<>();
  private final Map<Long, Handler<List<DeliveryReceipt>>> dispatchers = new HashMap<>();
  private final Map<Route, Long> lastDue = new HashMap<>();
  private Weather weather = Weather.FAIR;
  private final List<Runnable> answering = new ArrayList<>();
  private boolean alone;
  private boolean silent;
  private boolean stopped;
  private boolean refuses;
  private int probes;
  private long delay = 1;
  private int sent;
  private int publishes;

  ModelBus(SimulatedLoop time) {
    this.time = time;
    this.directory = new ModelDirectory(time);
  }

  ModelDirectory directory() {
    return directory;
  }

  void weather(Weather next) {
    weather = next;
    directory.weather(next);
  }

  void delay(long millis) {
    delay = millis;
    directory.delay(millis);
  }

  /** For how long others do not know who came or went; then nobody knows at once, either. */
  void lag(long millis) {
    directory.lag(millis);
  }

  /** No event loop can be found any more, though all are there: what a cluster may lose. */
  void forgetAll() {
    loops.clear();
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

  /** Writes to other event loops fail. */
  void refuse(boolean is) {
    refuses = is;
  }

  /** It is stopped, and throws whenever something is to be published. */
  void stop() {
    stopped = true;
  }

  /** How often another node was asked to call. */
  int probes() {
    return probes;
  }

  /** How many event loops, Dispatchers, and places where probes are served others can find. */
  int registrations() {
    return loops.size() + dispatchers.size() + answering.size();
  }

  int sent() {
    return sent;
  }

  /** How often MailboxConsumers were looked up, whether anybody listened or not. */
  int publishes() {
    return publishes;
  }

  private Node node(MortalLoop caller) {
    Node known = nodes.get(caller);
    if (known != null) {
      return known;
    }
    Node node = new Node(caller);
    nodes.put(caller, node);
    node.bus.start();
    return node;
  }

  /** What carries the events of one event loop. */
  LoopBus transport(MortalLoop caller) {
    return node(caller).transport;
  }

  /** The registration of one event loop. */
  BusRegistration registration(MortalLoop caller) {
    return node(caller).bus.registration();
  }

  long loopId(MortalLoop caller) {
    return place(caller).loop();
  }

  Place place(MortalLoop caller) {
    return node(caller).place;
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
    DeliveryBus bus = node(caller).bus;
    Map<Handler<ConsumerEvent>, Handler<ConsumerEvent>> overheard = new HashMap<>();
    return new DeliveryBus() {
      @Override
      public Future<Subscription> subscribe(HashedAddress address, Handler<ConsumerEvent> handler) {
        return bus.subscribe(
            address,
            overheard.computeIfAbsent(
                handler,
                to ->
                    event -> {
                      overhears.accept(event);
                      to.handle(event);
                    }));
      }

      @Override
      public void unsubscribe(HashedAddress address, Handler<ConsumerEvent> handler) {
        bus.unsubscribe(address, overheard.getOrDefault(handler, handler));
      }

      @Override
      public void verify(HashedAddress address) {
        bus.verify(address);
      }

      @Override
      public Future<Integer> query(
          HashedAddress address, ConsumerEvent.AckQuery query, Runnable onUnreachable) {
        return bus.query(address, query, onUnreachable);
      }

      @Override
      public Future<Integer> listeners(HashedAddress address) {
        return bus.listeners(address);
      }

      @Override
      public long loop() {
        return bus.loop();
      }

      @Override
      public int listenersHere(HashedAddress address) {
        return bus.listenersHere(address);
      }

      @Override
      public Future<Void> publish(HashedAddress address, ConsumerEvent event) {
        publishes++;
        return bus.publish(address, event);
      }

      @Override
      public void forget(HashedAddress address) {
        bus.forget(address);
      }

      @Override
      public void onMoved(Consumer<Moved> handler) {
        bus.onMoved(handler);
      }

      @Override
      public Future<Subscription> subscribeReceipts(
          long dispatcherId, Handler<List<DeliveryReceipt>> handler) {
        return bus.subscribeReceipts(dispatcherId, handler);
      }

      @Override
      public Future<Void> sendReceipts(long dispatcherId, List<DeliveryReceipt> receipts) {
        return bus.sendReceipts(dispatcherId, receipts);
      }
    };
  }

  /** Carries events and receipts of one event loop. */
  private final class ModelTransport implements LoopBus {
    private final MortalLoop caller;
    private final Place self;

    ModelTransport(MortalLoop caller, Place self) {
      this.caller = caller;
      this.self = self;
    }

    @Override
    public Future<Subscription> listen(long loop, Handler<LoopEvent> handler) {
      loops.put(loop, new Endpoint(caller, handler));
      return Future.succeededFuture(
          () -> {
            loops.computeIfPresent(
                loop, (id, endpoint) -> endpoint.handler == handler ? null : endpoint);
            return Future.succeededFuture();
          });
    }

    @Override
    public Future<Void> send(Place to, LoopEvent event) {
      if (stopped) {
        throw new IllegalStateException("the bus is not started");
      }
      if (refuses || !loops.containsKey(to.loop())) {
        return Future.failedFuture("nobody listens");
      }
      carry(
          caller,
          to.loop(),
          () -> {
            Endpoint endpoint = loops.get(to.loop());
            if (endpoint != null && !endpoint.loop.isDead() && !directory.isSplit(self, to)) {
              endpoint.handler.handle(event);
            }
          });
      return Future.succeededFuture();
    }

    @Override
    public boolean isPresent(UUID node) {
      return nodes.values().stream()
          .filter(one -> one.place.node().equals(node))
          .anyMatch(one -> directory.isKnown(one.loop) && !directory.isSplit(self, one.place));
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
    public Future<Boolean> probe(long loop, long dispatcherId) {
      probes++;
      if (alone || silent) {
        return silent ? Future.failedFuture("no answer") : Future.succeededFuture(false);
      }
      send(new Place(self.node(), loop), new LoopEvent.Probe());
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
  }

  /**
   * Tells of a registration, at once or never: that of another one must not come in between, or a
   * socket begins anew once too often.
   */
  void announce(HashedAddress address, ConsumerEvent event) {
    if (weather != Weather.LOSES) {
      nodes.values().stream()
          .filter(node -> !node.loop.isDead())
          .forEach(node -> node.bus.tellOwn(address, event));
    }
  }

  private static void nobody(List<DeliveryReceipt> receipts) {}

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
