package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.ServerRefusedException;

/** A client that sends at a steady rate to random recipients. */
final class Sender {
  private static final int TICK_MILLIS = 50;
  private static final int MAX_PADDING = 1_200;

  /** Bound for unanswered messages: the run does not test the client's queue. */
  private static final int MAX_PENDING = 300;

  private final Vertx vertx;
  private final int number;
  private final DeliveryChecker checker;
  private final HistoryRecorder history;
  private final List<Device> devices;
  private final SenderRecipientPairs pairs;
  private final Random random;
  private final double perTick;
  private final AnonymousConnection connection;
  private final AtomicInteger pending = new AtomicInteger();
  private double due;
  private int sockets;
  private volatile int socket;
  private long timer;

  Sender(
      Vertx vertx,
      int number,
      MessagingClient client,
      DeliveryChecker checker,
      HistoryRecorder history,
      List<Device> devices,
      Random random,
      double perSecond) {
    this.vertx = vertx;
    this.number = number;
    this.checker = checker;
    this.history = history;
    this.devices = devices;
    this.pairs = new SenderRecipientPairs(devices.size());
    this.random = random;
    this.perTick = perSecond * TICK_MILLIS / 1000;
    this.due = random.nextDouble();
    this.connection = client.anonymous();
    connection.onConnected(() -> socket = ++sockets);
    connection.onDisconnected(how -> socket = 0);
  }

  Future<Void> connect() {
    return connection.connect();
  }

  void start() {
    timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
  }

  private void tick() {
    due += perTick;
    while (due >= 1) {
      due--;
      // Decided even if it does not send, so that the same seed leads to the same decisions.
      int device = random.nextInt(devices.size());
      int padding = random.nextInt(MAX_PADDING);
      if (pending.get() < MAX_PENDING) {
        send(device, padding);
      }
    }
  }

  private void send(int device, int padding) {
    int pair = pairs.of(number, device);
    int id = checker.sent(pair, socket);
    pending.incrementAndGet();
    Device to = devices.get(device);
    JsonObject what =
        new JsonObject()
            .put("message", Integer.toString(id))
            .put("address", to.label())
            .put("socket", socket);
    history
        .operation(
            "sender-" + number,
            "send",
            what,
            () -> connection.send(to.address(), new TestPayload(id, pair).bytes(padding)),
            acked -> new JsonObject().put("socket", socket))
        .onSuccess(acked -> checker.acked(id, socket))
        .onFailure(failure -> failed(id, failure))
        .onComplete(settled -> pending.decrementAndGet());
  }

  private void failed(int id, Throwable failure) {
    if (failure instanceof OutcomeUnknownException && failure.getCause() != null) {
      failed(id, failure.getCause());
    } else if (failure instanceof ServerRefusedException refusal) {
      checker.refused(id, refusal.name());
    } else {
      checker.unresolved(id);
    }
  }

  /** Stops sending, and still waits for answers. */
  void stop() {
    vertx.cancelTimer(timer);
  }

  Future<Void> close() {
    return connection.close();
  }
}
