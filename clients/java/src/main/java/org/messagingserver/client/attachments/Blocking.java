package org.messagingserver.client.attachments;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Calls that may block, on separate threads. */
final class Blocking {
  private static final int THREADS = 4;
  private static final int IDLE_SECONDS = 10;

  private Blocking() {}

  /** A few daemon threads, which end while there is nothing to do. */
  static Executor threads() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Blocking::thread);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "messaging-client-files");
    thread.setDaemon(true);
    return thread;
  }

  /** The result of a call, also if that throws or cannot begin. */
  static <T> CompletableFuture<T> call(Executor executor, Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      executor.execute(() -> complete(result, call));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  // The transfer ends with everything that a stream of the app throws.
  private static <T> void complete(CompletableFuture<T> result, Callable<T> call) {
    try {
      result.complete(call.call());
    } catch (Exception | Error e) {
      result.completeExceptionally(e);
    }
  }

  /** Closes a file to which everything was written, or whose content does not matter. */
  static void close(Closeable file) {
    try {
      file.close();
    } catch (IOException ignored) {
      // Nothing is lost: every write has completed or has failed.
    }
  }
}
