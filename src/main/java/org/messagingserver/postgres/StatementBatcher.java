package org.messagingserver.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.messagingserver.postgres.StoreException.Kind;

/**
 * Gathers what one event loop asks in a tick, and while its earlier statements are under way, into
 * one statement: for Postgres, many small ones cost several times as much. Sources take turns. A
 * failure that is not one of the connection is that of a single request: they are repeated one by
 * one, once, and what fails again runs alone for a while. A request that has waited too long fails
 * as {@link Kind#UNAVAILABLE} and is never run. Every future completes within a finite time, on the
 * caller's Vert.x context. May be used from any thread.
 *
 * @param <Q> what is asked
 * @param <A> an answer
 */
public final class StatementBatcher<Q, A> {
  /** As for appends: one is on its way to the disk while the next one gathers and is sent. */
  private static final int MAX_RUNNING = 2;

  /**
   * One request.
   *
   * @param source for whom; sources take turns
   * @param subject whose rows it is about: if one of its requests has failed, the next ones run
   *     alone
   * @param begin called in its turn; returns the question. If it throws, the request fails with
   *     that and is not run
   * @param <Q> what is asked
   */
  public record Request<Q>(long source, Object subject, Supplier<Q> begin) {}

  private final VertxInternal vertx;
  private final Context home;
  private final Bulkhead slots;
  private final int maxRequests;
  private final long timeoutNanos;
  private final Function<List<Q>, Future<List<Future<A>>>> statement;
  private final FairQueue<Waiting> queue;
  private final FailedSubjects failedSubjects = new FailedSubjects();

  /** All statements of one batcher are one source among others. */
  private final long ownSource = ThreadLocalRandom.current().nextLong();

  private boolean flushing;
  private int running;

  /** A request from its arrival to its answer. */
  private final class Waiting {
    final Request<Q> request;
    final Promise<A> answer = vertx.getOrCreateContext().promise();
    final long since = System.nanoTime();
    Q question;

    Waiting(Request<Q> request) {
      this.request = request;
    }

    boolean begins() {
      try {
        if (System.nanoTime() - since > timeoutNanos) {
          throw StoreException.unavailable("WaitedTooLong");
        }
        question = request.begin().get();
        return true;
      } catch (RuntimeException refused) {
        answer.fail(refused);
        return false;
      }
    }
  }

  /**
   * @param slots each statement takes one
   * @param maxWaiting how many requests may wait
   * @param maxRequests of one statement
   * @param timeout how long a request may wait
   * @param statement runs requests; completes with an answer for each, in their order, and keeps
   *     its slot until the last of these is complete
   */
  StatementBatcher(
      Vertx vertx,
      Bulkhead slots,
      int maxWaiting,
      int maxRequests,
      Duration timeout,
      Function<List<Q>, Future<List<Future<A>>>> statement) {
    this.vertx = (VertxInternal) vertx;
    this.home = vertx.getOrCreateContext();
    this.slots = slots;
    this.queue = FairQueue.shared(maxWaiting);
    this.maxRequests = maxRequests;
    this.timeoutNanos = timeout.toNanos();
    this.statement = statement;
  }

  /** Runs a request together with others. */
  public Future<A> run(Request<Q> request) {
    Waiting one = new Waiting(request);
    if (failedSubjects.contains(request.subject())) {
      slots
          .run(request.source(), () -> runBatch(one.begins() ? List.of(one) : List.of()))
          .onFailure(one.answer::tryFail);
    } else if (!join(one)) {
      one.answer.fail(StoreException.unavailable("TooManyWaiting"));
    }
    return one.answer.future();
  }

  private synchronized boolean join(Waiting one) {
    boolean joined = queue.add(one.request.source(), one);
    if (joined && !flushing) {
      flushing = true;
      home.runOnContext(tick -> flush());
    }
    return joined;
  }

  private void flush() {
    while (mayRun()) {
      slots
          .run(ownSource, () -> runBatch(next()))
          .onFailure(refused -> next().forEach(one -> one.answer.tryFail(refused)))
          .onComplete(
              done -> {
                ended();
                flush();
              });
    }
  }

  private synchronized boolean mayRun() {
    flushing = false;
    boolean may = running < MAX_RUNNING && !queue.isEmpty();
    running += may ? 1 : 0;
    return may;
  }

  private synchronized void ended() {
    running--;
  }

  private List<Waiting> next() {
    List<Waiting> batch = new ArrayList<>();
    for (Waiting one = poll(); one != null; one = batch.size() < maxRequests ? poll() : null) {
      if (one.begins()) {
        batch.add(one);
      }
    }
    return batch;
  }

  private synchronized Waiting poll() {
    return queue.poll();
  }

  /** Never fails. */
  private Future<?> runBatch(List<Waiting> batch) {
    return batch.isEmpty()
        ? Future.succeededFuture()
        : answers(batch)
            .compose(answers -> deliver(batch, answers))
            .recover(failure -> failed(batch, failure).mapEmpty());
  }

  private Future<List<Future<A>>> answers(List<Waiting> batch) {
    List<Q> questions = batch.stream().map(one -> one.question).toList();
    return Future.succeededFuture().compose(now -> statement.apply(questions));
  }

  private Future<?> deliver(List<Waiting> batch, List<Future<A>> answers) {
    if (answers.size() != batch.size()) {
      throw new IllegalStateException("not an answer for each");
    }
    for (int place = 0; place < batch.size(); place++) {
      answers.get(place).onComplete(batch.get(place).answer);
    }
    return Future.join(answers).otherwiseEmpty();
  }

  private Future<?> failed(List<Waiting> batch, Throwable failure) {
    boolean unavailable =
        failure instanceof StoreException store && store.kind() == Kind.UNAVAILABLE;
    if (unavailable || batch.size() == 1) {
      if (!unavailable) {
        failedSubjects.add(batch.get(0).request.subject());
      }
      batch.forEach(one -> one.answer.tryFail(failure));
      return Future.succeededFuture();
    }
    Future<?> last = Future.succeededFuture();
    for (Waiting one : batch) {
      last = last.compose(before -> runBatch(List.of(one)));
    }
    return last;
  }
}
