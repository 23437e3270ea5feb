package org.messagingserver.tools.smoke;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.http.UpgradeRejectedException;
import java.net.ConnectException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.messagingserver.client.ClientException;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.ErrorName;

/** Waits for answers, and compares them with the expected ones. */
final class Await {
  static final int TIMEOUT_SECONDS = 10;
  static final String TIMED_OUT = "nothing within " + TIMEOUT_SECONDS + " s";

  private Await() {}

  /** Waits until the future succeeds. */
  static <T> T success(Future<T> future) throws InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, SECONDS);
    } catch (ExecutionException e) {
      throw new UnexpectedAnswerException("success", describe(e.getCause()));
    } catch (TimeoutException e) {
      throw new UnexpectedAnswerException("success", TIMED_OUT);
    }
  }

  /** Waits until the future fails with this Error of the server. */
  static void refusal(Future<?> future, ErrorName error) throws InterruptedException {
    try {
      future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, SECONDS);
      throw new UnexpectedAnswerException("Error " + error.text(), "success");
    } catch (ExecutionException e) {
      boolean asExpected =
          e.getCause() instanceof ServerRefusedException refusal
              && refusal.error().equals(Optional.of(error));
      UnexpectedAnswerException.check(asExpected, "Error " + error.text(), describe(e.getCause()));
    } catch (TimeoutException e) {
      throw new UnexpectedAnswerException("Error " + error.text(), TIMED_OUT);
    }
  }

  /** Waits for the next element of a queue. */
  static <T> T next(BlockingQueue<T> queue, String expected) throws InterruptedException {
    T next = queue.poll(TIMEOUT_SECONDS, SECONDS);
    UnexpectedAnswerException.check(next != null, expected, TIMED_OUT);
    return next;
  }

  static String describe(Throwable failure) {
    if (failure instanceof ConnectException) {
      return "the connection was refused";
    }
    if (failure instanceof UpgradeRejectedException rejected) {
      return "HTTP status " + rejected.getStatus();
    }
    return failure instanceof ClientException known
        ? known.getMessage()
        : failure.getClass().getSimpleName();
  }
}
