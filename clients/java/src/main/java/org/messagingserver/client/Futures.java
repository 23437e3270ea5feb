package org.messagingserver.client;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The methods that futures lack at Android's API level 26. */
final class Futures {
  private Futures() {}

  static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  static <T> CompletableFuture<T> failed(Throwable why) {
    CompletableFuture<T> failed = new CompletableFuture<>();
    failed.completeExceptionally(why);
    return failed;
  }

  /** The future of an app's method, also if that throws or returns none. */
  static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> app) {
    try {
      return Objects.requireNonNull(app.get());
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  /** Calls one of them, with the failure itself instead of a {@link CompletionException}. */
  static <T> void on(CompletionStage<T> stage, Consumer<T> succeeded, Consumer<Throwable> failed) {
    stage.whenComplete(
        (result, failure) -> {
          if (failure == null) {
            succeeded.accept(result);
          } else {
            failed.accept(cause(failure));
          }
        });
  }

  /** Runs a task if this succeeds. */
  static <T> void then(CompletionStage<T> stage, Runnable task) {
    on(stage, result -> task.run(), failure -> {});
  }

  /** Completes a future like this stage. */
  static <T> void pipe(CompletionStage<T> stage, CompletableFuture<T> to) {
    on(stage, to::complete, to::completeExceptionally);
  }

  private static Throwable cause(Throwable failure) {
    boolean isWrapped = failure instanceof CompletionException && failure.getCause() != null;
    return isWrapped ? failure.getCause() : failure;
  }
}
