package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.SendOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.Handling;

/** A client that sends to random recipients, some messages in a row to each, at a steady rate. */
final class Sender {
  private static final int TICK_MILLIS = 50;
  private static final int MAX_IN_A_ROW = 5;

  /** About as long as a statement takes, so that some meet one under way and some do not. */
  private static final int MAX_PAUSE_MILLIS = 12;

  /** Bound for unanswered messages: the run does not test the client's queue. */
  private static final int MAX_PENDING = 300;

  private final Vertx vertx;
  private final int number;
  private final DeliveryChecker checker;
  private final HistoryRecorder history;
  private final List<Recipient> recipients;
  private final SenderRecipientPairs pairs;
  private final Random random;
  private final double perTick;
  private final UsageCounts usage;
  private final AnonymousConnection connection;
  private final AtomicInteger pending = new AtomicInteger();
  private final SocketCount sockets = new SocketCount();
  private double due;
  private long timer;
  private volatile boolean stopped;

  Sender(
      Vertx vertx,
      int number,
      MessagingClient client,
      DeliveryChecker checker,
      HistoryRecorder history,
      List<Recipient> recipients,
      Random random,
      double perSecond,
      UsageCounts usage) {
    this.vertx = vertx;
    this.number = number;
    this.checker = checker;
    this.history = history;
    this.recipients = recipients;
    this.pairs = new SenderRecipientPairs(recipients.size());
    this.random = random;
    this.perTick = perSecond * TICK_MILLIS / 1000;
    this.usage = usage;
    this.due = random.nextDouble();
    this.connection = client.anonymous();
    connection.onConnected(sockets::connected);
    connection.onDisconnected(how -> sockets.disconnected());
    connection.onRefused(this::refused);
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
      // Decided even if it does not send, so that the same seed leads to the same decisions.
      Recipient to = recipients.get(random.nextInt(recipients.size()));
      int count = 1 + random.nextInt(MAX_IN_A_ROW);
      due -= count;
      sendAll(to, Stream.generate(() -> Draft.random(random)).limit(count).toList().iterator());
    }
  }

  private void sendAll(Recipient to, Iterator<Draft> drafts) {
    if (!stopped && drafts.hasNext() && pending.get() < MAX_PENDING) {
      Draft draft = drafts.next();
      send(to, draft);
      vertx.setTimer(1 + draft.padding() % MAX_PAUSE_MILLIS, later -> sendAll(to, drafts));
    }
  }

  /** Sends one message. */
  void send(Recipient to, Draft draft) {
    int pair = pairs.of(number, to.number());
    int socket = sockets.current();
    int id = begin(to, draft.handling(), pair, socket);
    JsonObject what =
        new JsonObject()
            .put("message", Integer.toString(id))
            .put("address", to.label())
            .put("socket", socket);
    SendOptions options = draft.options(to);
    describe(options, what);
    Buffer content = new TestPayload(id, pair).bytes(draft.padding());
    history
        .operation(
            process(),
            "send",
            what,
            () -> connection.send(to.address(), content, options),
            acked -> socket(),
            this::socket)
        .onSuccess(acked -> checker.acked(id, sockets.current()))
        .onFailure(failure -> failed(id, failure))
        .onComplete(settled -> pending.decrementAndGet());
  }

  /** A message that may be lost or repeated is not for {@link DeliveryChecker} to judge. */
  private int begin(Recipient to, Handling handling, int pair, int socket) {
    boolean isOrdered = !to.isShared() && !handling.onlineOnly();
    int id = checker.sent(pair, isOrdered ? socket : 0);
    if (to.isShared()) {
      checker.mayBeRepeated(id);
    }
    if (to.unregisters() || handling.onlineOnly()) {
      checker.mayBeGone(id);
    }
    pending.incrementAndGet();
    return id;
  }

  private void describe(SendOptions options, JsonObject what) {
    Handling handling = options.handling();
    if (handling.onlineOnly()) {
      usage.add("messages with onlineOnly");
      what.put("onlineOnly", true);
    } else if (handling.ttlHours() != 0) {
      usage.add("messages with ttlHours");
      what.put("ttlHours", handling.ttlHours());
    }
    if (options.registrationId().isPresent()) {
      usage.add("messages that name a registration");
      what.put("registration", options.registrationId().getAsInt());
    }
  }

  private JsonObject socket() {
    return new JsonObject().put("socket", sockets.current());
  }

  /** The client sends it again. */
  private void refused(Buffer message, ServerRefusedException refusal) {
    TestPayload.of(message)
        .ifPresent(
            payload ->
                history.event(
                    process(),
                    "refuse",
                    socket()
                        .put("message", Integer.toString(payload.id()))
                        .put("error", refusal.name())));
  }

  private String process() {
    return "sender-" + number;
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
    stopped = true;
    vertx.cancelTimer(timer);
  }

  Future<Void> close() {
    return connection.close();
  }
}
