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

/** Waits for answers, and holds them against what should have come. */
final class Answers {
  static final int PATIENCE_SECONDS = 10;
  static final String NOTHING = "nothing within " + PATIENCE_SECONDS + " s";

  private Answers() {}

  /** The value of the future. */
  static <T> T success(Future<T> future) throws InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, SECONDS);
    } catch (ExecutionException e) {
      throw new WrongAnswerException("success", describe(e.getCause()));
    } catch (TimeoutException e) {
      throw new WrongAnswerException("success", NOTHING);
    }
  }

  /** Waits until the future fails with this Error of the server. */
  static void refusal(Future<?> future, ErrorName error) throws InterruptedException {
    try {
      future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, SECONDS);
      throw new WrongAnswerException("Error " + error.text(), "success");
    } catch (ExecutionException e) {
      boolean asExpected =
          e.getCause() instanceof ServerRefusedException refusal
              && refusal.error().equals(Optional.of(error));
      WrongAnswerException.unless(asExpected, "Error " + error.text(), describe(e.getCause()));
    } catch (TimeoutException e) {
      throw new WrongAnswerException("Error " + error.text(), NOTHING);
    }
  }

  /** The next that comes out of a queue. */
  static <T> T next(BlockingQueue<T> queue, String expected) throws InterruptedException {
    T next = queue.poll(PATIENCE_SECONDS, SECONDS);
    WrongAnswerException.unless(next != null, expected, NOTHING);
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
