package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingserver.client.SendOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.MessagingClient;

/** Devices that sleep, and one sender that writes to them meanwhile, aloud or quietly. */
final class WakeupTraffic {
  private static final int SLEEPERS = 15;

  /** Of so many sleepers, one receives quiet messages alone. */
  private static final int QUIET_ONE_OF = 4;

  /** Of so many sleepers, one keeps its subscription over the last fault. */
  private static final int KEEPS_ONE_OF = 3;

  private static final int MAX_MESSAGES = 4;
  private static final int FIRST_PAUSE_MILLIS = 300;
  private static final int MAX_PAUSE_MILLIS = 2_000;
  private static final double QUIET_NIGHT_SHARE = 0.3;
  private static final double QUIET_SHARE = 0.25;

  /** The checker allows a little less beyond the promised time. */
  private static final Duration SLACK = Duration.ofSeconds(6);

  private static final String SENDER = "wakeup-sender";

  private final Vertx vertx;
  private final HistoryRecorder history;
  private final Random random;
  private final UsageCounts usage;
  private final List<Sleeper> sleepers = new ArrayList<>();
  private final AnonymousConnection sender;
  private final SocketCount sockets = new SocketCount();
  private final Map<String, Long> lastPush = new ConcurrentHashMap<>();
  private final Map<String, String> owed = new HashMap<>();
  private final Set<String> waiting = new HashSet<>();
  private int messages;

  /** A device that sleeps until then can be judged. */
  private long nightEnds = System.nanoTime();

  private boolean isLastNight;
  private boolean stopped;

  WakeupTraffic(
      Vertx vertx,
      ClientProxies proxies,
      PushReceiver receiver,
      HistoryRecorder history,
      long seed,
      UsageCounts usage) {
    this.vertx = vertx;
    this.history = history;
    this.random = new Random(seed ^ SENDER.hashCode());
    this.usage = usage;
    for (int number = 0; number < SLEEPERS; number++) {
      sleepers.add(
          new Sleeper(
              vertx,
              "s" + number + "/1",
              MessagingClient.create(vertx, proxies.options(number, false)),
              history,
              receiver,
              new Random(random.nextLong()),
              number % KEEPS_ONE_OF != 0,
              this::write,
              this::delivered));
    }
    this.sender = MessagingClient.create(vertx, proxies.options(1, false)).anonymous();
    sender.onConnected(sockets::connected);
    sender.onDisconnected(how -> sockets.disconnected());
    sender.onRefused(this::refused);
    receiver.onPush(this::pushed);
    history.event("chaos", "settings", PushReceiver.times());
  }

  private void pushed(String endpoint) {
    history.event("push-service", "push", new JsonObject().put("endpoint", endpoint));
    usage.add("pushes received");
    String label = endpoint.substring(0, endpoint.indexOf('-')).replace('.', '/');
    lastPush.put(label, System.nanoTime());
    synchronized (this) {
      owed.values().removeIf(label::equals);
    }
  }

  private synchronized void delivered(String message) {
    waiting.remove(message);
    owed.remove(message);
  }

  Future<Void> start() {
    List<Future<Void>> connecting = new ArrayList<>();
    sleepers.forEach(sleeper -> connecting.add(sleeper.begin()));
    connecting.add(sender.connect());
    return Future.all(connecting)
        .onSuccess(connected -> sleepers.forEach(Sleeper::start))
        .mapEmpty();
  }

  /** Writes to a device that has just gone offline. */
  private synchronized void write(Sleeper to) {
    boolean onlyQuietly =
        sleepers.indexOf(to) % QUIET_ONE_OF == 0
            || (!isLastNight && random.nextDouble() < QUIET_NIGHT_SHARE);
    int count = isLastNight ? 1 : random.nextInt(MAX_MESSAGES + 1);
    long due = 0;
    for (int message = 0; message < count; message++) {
      due += FIRST_PAUSE_MILLIS + random.nextInt(MAX_PAUSE_MILLIS);
      boolean quiet = onlyQuietly || (!isLastNight && random.nextDouble() < QUIET_SHARE);
      vertx.setTimer(due, late -> send(to, quiet));
    }
  }

  private synchronized void send(Sleeper to, boolean quiet) {
    if (stopped) {
      return;
    }
    String id = "s" + ++messages;
    long begin = System.nanoTime();
    JsonObject what =
        new JsonObject()
            .put("message", id)
            .put("address", to.label())
            .put("socket", sockets.current());
    SendOptions options = quiet ? SendOptions.NONE.withQuiet() : SendOptions.NONE;
    usage.add(quiet ? "messages to sleepers, quiet" : "messages to sleepers");
    waiting.add(id);
    history
        .operation(
            SENDER,
            "send",
            quiet ? what.put("quiet", true) : what,
            () -> sender.send(to.address(), Buffer.buffer(id), options),
            acked -> socket(),
            this::socket)
        .onSuccess(acked -> acked(to, id, quiet, begin))
        .onFailure(failed -> delivered(id));
  }

  private synchronized void acked(Sleeper to, String id, boolean quiet, long begin) {
    boolean pushed = lastPush.getOrDefault(to.label(), begin - 1) - begin >= 0;
    if (isLastNight) {
      nightEnds = System.nanoTime() + PushReceiver.latest().plus(SLACK).toNanos();
    }
    if (isLastNight && !quiet && !pushed && to.hasEndpoint() && waiting.contains(id)) {
      owed.put(id, to.label());
    }
  }

  private JsonObject socket() {
    return new JsonObject().put("socket", sockets.current());
  }

  private void refused(Buffer message, ServerRefusedException refusal) {
    history.event(
        SENDER, "refuse", socket().put("message", message.toString()).put("error", refusal.name()));
  }

  /** All go to sleep, most with a new subscription, until {@link #end}. */
  void beginLastNight() {
    synchronized (this) {
      isLastNight = true;
    }
    sleepers.forEach(Sleeper::beginLastNight);
  }

  /** Sends no more. */
  synchronized void stopSending() {
    stopped = true;
  }

  /** Whether each device that sleeps for the last time has been woken, or slept long enough. */
  synchronized boolean isLastNightOver() {
    return owed.isEmpty() && System.nanoTime() - nightEnds >= 0;
  }

  /** All go online. */
  void end() {
    sleepers.forEach(Sleeper::stayOnline);
  }

  /** Messages that have not been received yet. */
  synchronized int waiting() {
    return waiting.size();
  }

  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    closing.add(sender.close());
    sleepers.forEach(sleeper -> closing.add(sleeper.close()));
    return Future.join(closing).mapEmpty();
  }
}
