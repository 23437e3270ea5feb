package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.client.attachments.AttachmentException;
import org.messagingserver.client.attachments.AttachmentException.Problem;

/**
 * Writes what the clients do and see, as one JSON object per line; docs/histories.md describes the
 * format. Thread-safe: the lines are in the order of their times.
 */
final class HistoryRecorder implements AutoCloseable {
  private final PrintWriter out;
  private final long begin = System.nanoTime();
  private long operations;

  private HistoryRecorder(Writer out) {
    this.out = new PrintWriter(out);
  }

  /**
   * Opens a history.
   *
   * @param file overwritten if it exists; without one, the history is discarded
   */
  static HistoryRecorder open(Optional<Path> file) {
    try {
      return new HistoryRecorder(
          file.isPresent()
              ? Files.newBufferedWriter(file.get(), StandardCharsets.UTF_8)
              : Writer.nullWriter());
    } catch (IOException e) {
      throw new ChaosException("cannot write the history to " + file.orElseThrow());
    }
  }

  /**
   * Records an operation: its call, and later its outcome.
   *
   * @param process the client, which is also the process of the outcome
   * @param what fields of the call
   * @param answer fields of the outcome, from the result
   */
  <T> Future<T> operation(
      String process,
      String function,
      JsonObject what,
      Supplier<Future<T>> call,
      Function<T, JsonObject> answer) {
    return operation(process, function, what, call, answer, JsonObject::new);
  }

  /**
   * Records an operation whose failures have fields besides the error.
   *
   * @param failed these fields
   */
  <T> Future<T> operation(
      String process,
      String function,
      JsonObject what,
      Supplier<Future<T>> call,
      Function<T, JsonObject> answer,
      Supplier<JsonObject> failed) {
    long operation = invoked(process, function, what);
    return call.get()
        .onSuccess(result -> write(process, "ok", function, operation, answer.apply(result)))
        .onFailure(failure -> failed(process, function, operation, failure, failed.get()));
  }

  private synchronized long invoked(String process, String function, JsonObject what) {
    long operation = ++operations;
    write(process, "invoke", function, operation, what);
    return operation;
  }

  private void failed(
      String process, String function, long operation, Throwable failure, JsonObject fields) {
    String type = isRefusal(failure) ? "fail" : "unknown";
    write(process, type, function, operation, fields.put("error", error(failure)));
  }

  private static boolean isRefusal(Throwable failure) {
    if (failure instanceof AttachmentException attachment) {
      return attachment.problem() != Problem.INTERRUPTED;
    }
    return failure instanceof ServerRefusedException
        || (failure instanceof RefusedByHttpException refusal && refusal.isFinal());
  }

  private static String error(Throwable failure) {
    if (failure instanceof ServerRefusedException refusal) {
      return refusal.name();
    }
    if (failure instanceof AttachmentException attachment) {
      return attachment.problem().name().toLowerCase(Locale.ROOT);
    }
    if (failure instanceof RefusedByHttpException refusal) {
      return refusal.text();
    }
    return failure instanceof OutcomeUnknownException && failure.getCause() != null
        ? error(failure.getCause())
        : failure.getClass().getSimpleName();
  }

  /** Records an event that is no operation. */
  void event(String process, String function, JsonObject what) {
    write(process, "info", function, 0, what);
  }

  private synchronized void write(
      String process, String type, String function, long operation, JsonObject what) {
    JsonObject line =
        new JsonObject()
            .put("time", System.nanoTime() - begin)
            .put("process", process)
            .put("type", type)
            .put("f", function);
    if (operation != 0) {
      line.put("op", operation);
    }
    out.println(line.mergeIn(what).encode());
  }

  /**
   * Ends the history.
   *
   * @throws ChaosException if not all of it could be written
   */
  @Override
  public synchronized void close() {
    boolean failed = out.checkError();
    out.close();
    if (failed) {
      throw new ChaosException("the history is incomplete: it could not be written");
    }
  }
}
