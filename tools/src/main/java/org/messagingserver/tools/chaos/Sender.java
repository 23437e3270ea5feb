package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.MessagingClient;

/** A client that sends to random recipients, some messages in a row to each, at a steady rate. */
final class Sender {
  private static final int TICK_MILLIS = 50;
  private static final int MAX_IN_A_ROW = 5;

  /** About as long as a statement takes, so that some meet one under way and some do not. */
  private static final int MAX_PAUSE_MILLIS = 12;

  private static final double FRAME_SHARE = 0.05;

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
  private int frames;
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
      int count = 1 + random.nextInt(MAX_IN_A_ROW);
      due -= count;
      if (random.nextDouble() < FRAME_SHARE) {
        sendFrame(count);
      } else {
        Recipient to = recipients.get(random.nextInt(recipients.size()));
        sendAll(to, Stream.generate(() -> Draft.random(random)).limit(count).toList().iterator());
      }
    }
  }

  private void sendFrame(int count) {
    int first = random.nextInt(recipients.size());
    // Neighbors: no recipient may be named twice.
    List<Recipient> to =
        IntStream.range(first, first + count)
            .mapToObj(at -> recipients.get(at % recipients.size()))
            .toList();
    Draft draft = Draft.random(random);
    if (!stopped && pending.get() < MAX_PENDING) {
      sendToAll(to, draft);
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
    // A message without the token of its recipient may arrive behind later ones.
    boolean isOrdered =
        !to.isShared()
            && !draft.handling().onlineOnly()
            && (draft.token() == NamedToken.RIGHT || to.token().isEmpty());
    Outgoing message = prepare(to, draft, isOrdered);
    record(message, () -> connection.send(to.address(), message.content(), message.options()));
  }

  /** Sends a message to each of several recipients, all in one frame. */
  void sendToAll(List<Recipient> to, Draft draft) {
    frames++;
    List<Outgoing> messages =
        to.stream().map(one -> prepare(one, draft, false).inFrame(frames)).toList();
    List<Promise<Void>> outcomes = messages.stream().map(this::recordPart).toList();
    usage.add("frames to several recipients");
    connection
        .sendMultiRecipient(
            TestPayload.padding(draft.padding()),
            messages.stream().map(Outgoing::part).toList(),
            draft.handling())
        .onSuccess(refusals -> complete(outcomes, refusals))
        .onFailure(failure -> outcomes.forEach(outcome -> outcome.fail(failure)));
  }

  private Promise<Void> recordPart(Outgoing message) {
    Promise<Void> outcome = Promise.promise();
    record(message, outcome::future);
    return outcome;
  }

  private static void complete(
      List<Promise<Void>> outcomes, List<Optional<ServerRefusedException>> refusals) {
    for (int part = 0; part < outcomes.size(); part++) {
      refusals.get(part).ifPresentOrElse(outcomes.get(part)::fail, outcomes.get(part)::complete);
    }
  }

  /** A message that may be lost or repeated is not for {@link DeliveryChecker} to judge. */
  private Outgoing prepare(Recipient to, Draft draft, boolean isOrdered) {
    int pair = pairs.of(number, to.number());
    int id = checker.sent(pair, isOrdered ? sockets.current() : 0);
    if (to.isShared()) {
      checker.mayBeRepeated(id);
    }
    if (to.unregisters() || draft.handling().onlineOnly()) {
      checker.mayBeGone(id);
    }
    pending.incrementAndGet();
    Outgoing message = Outgoing.of(to, new TestPayload(id, pair), draft, sockets.current());
    message.countIn(usage);
    return message;
  }

  private void record(Outgoing message, Supplier<Future<Void>> call) {
    int id = message.payload().id();
    history
        .operation(process(), "send", message.described(), call, acked -> socket(), this::socket)
        .onSuccess(acked -> checker.acked(id, sockets.current()))
        .onFailure(failure -> failed(id, failure))
        .onComplete(settled -> pending.decrementAndGet());
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
