package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.Address;

/** A client that sends at a steady rate, to anybody. */
final class Sender {
  private static final int TICK_MILLIS = 50;
  private static final int LARGEST_PADDING = 1_200;

  /** More than that unanswered, and it waits: it is no test of the client's queue. */
  private static final int MOST_OPEN = 300;

  private final Vertx vertx;
  private final int number;
  private final DeliveryChecker deliveryChecker;
  private final List<Address> devices;
  private final RecipientQueues recipientQueues;
  private final Random random;
  private final double perTick;
  private final AnonymousConnection connection;
  private final AtomicInteger open = new AtomicInteger();
  private double due;
  private int sockets;
  private volatile int socket;
  private long timer;

  Sender(
      Vertx vertx,
      int number,
      MessagingClient client,
      DeliveryChecker deliveryChecker,
      List<Address> devices,
      Random random,
      double perSecond) {
    this.vertx = vertx;
    this.number = number;
    this.deliveryChecker = deliveryChecker;
    this.devices = devices;
    this.recipientQueues = new RecipientQueues(devices.size());
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
      // Decided also when it does not send, so that the same seed decides the same.
      int device = random.nextInt(devices.size());
      int padding = random.nextInt(LARGEST_PADDING);
      if (open.get() < MOST_OPEN) {
        send(device, padding);
      }
    }
  }

  private void send(int device, int padding) {
    int lane = recipientQueues.of(number, device);
    int id = deliveryChecker.sent(lane, socket);
    open.incrementAndGet();
    connection
        .send(devices.get(device), new TestPayload(id, lane).bytes(padding))
        .onSuccess(acked -> deliveryChecker.acked(id, socket))
        .onFailure(failure -> failed(id, failure))
        .onComplete(settled -> open.decrementAndGet());
  }

  private void failed(int id, Throwable failure) {
    if (failure instanceof OutcomeUnknownException && failure.getCause() != null) {
      failed(id, failure.getCause());
    } else if (failure instanceof ServerRefusedException refusal) {
      deliveryChecker.refused(id, refusal.name());
    } else {
      deliveryChecker.unresolved(id);
    }
  }

  /** Sends no more; what was sent is still waited for. */
  void stop() {
    vertx.cancelTimer(timer);
  }

  Future<Void> close() {
    return connection.close();
  }
}
