package org.messagingserver.client.attachments;

import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.messagingserver.client.Scheduler;

/** Calls code of the app, and continues on the scheduler however that ends. */
final class AppCall {
  private AppCall() {}

  static <T> void run(
      Scheduler scheduler,
      Supplier<CompletionStage<T>> call,
      Consumer<T> succeeded,
      Consumer<Throwable> failed) {
    CompletionStage<T> stage;
    try {
      stage = Objects.requireNonNull(call.get());
    } catch (RuntimeException | Error e) {
      scheduler.execute(() -> failed.accept(e));
      return;
    }
    stage.whenComplete(
        (result, failure) ->
            scheduler.execute(
                () -> {
                  if (failure == null) {
                    succeeded.accept(result);
                  } else {
                    failed.accept(cause(failure));
                  }
                }));
  }

  /** The failure itself instead of a {@link CompletionException}. */
  static Throwable cause(Throwable failure) {
    boolean isWrapped = failure instanceof CompletionException && failure.getCause() != null;
    return isWrapped ? failure.getCause() : failure;
  }
}
