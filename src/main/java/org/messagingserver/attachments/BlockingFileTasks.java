package org.messagingserver.attachments;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingserver.attachments.AttachmentException.Reason;
import org.messagingserver.config.ThrottledWarning;

/**
 * Runs what blocks on separate threads, so that a disk that hangs stops attachments and nothing
 * else. Failures are {@link AttachmentException}; those of a disk are logged now and then, by their
 * kind alone.
 */
final class BlockingFileTasks {
  private static final int THREADS = 8;

  /** Far more than wait for a disk that works, and few enough to be kept in memory. */
  static final int MAX_PENDING = 2000;

  private final WorkerExecutor threads;
  private final AtomicInteger pending = new AtomicInteger();
  private final ThrottledWarning failed =
      new ThrottledWarning(
          System.getLogger("org.messagingserver.attachments"),
          "attachments.directory: a file could not be read or written");
  private final ThrottledWarning full =
      new ThrottledWarning(
          System.getLogger("org.messagingserver.attachments"),
          "attachments.directory: the disk is full");

  BlockingFileTasks(Vertx vertx) {
    this.threads = vertx.createSharedWorkerExecutor("attachments", THREADS);
  }

  /**
   * Completes on the context that calls; fails at once where too many tasks wait already, as for a
   * disk that hangs.
   */
  <T> Future<T> run(Callable<T> task) {
    return pending.get() < MAX_PENDING
        ? runAlways(task)
        : Future.failedFuture(new AttachmentException(Reason.UNAVAILABLE));
  }

  /** The same for a task that ends another, and for which there is always room. */
  <T> Future<T> runAlways(Callable<T> task) {
    pending.incrementAndGet();
    return threads
        .executeBlocking(task, false)
        .onComplete(done -> pending.decrementAndGet())
        .recover(failure -> Future.failedFuture(of(failure)));
  }

  private AttachmentException of(Throwable failure) {
    if (failure instanceof AttachmentException known) {
      return known;
    }
    if (failure instanceof NoSuchFileException) {
      return new AttachmentException(Reason.NOT_FOUND);
    }
    if (failure instanceof IOException && isOutOfSpace(failure)) {
      full.log();
      return new AttachmentException(Reason.FULL);
    }
    if (!(failure instanceof ClosedChannelException)) {
      // Else a client has left while its file was being read.
      failed.log();
    }
    return new AttachmentException(Reason.UNAVAILABLE);
  }

  /** Java has no other name for ENOSPC and EDQUOT. */
  private static boolean isOutOfSpace(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left") || message.contains("quota exceeded");
  }

  Future<Void> close() {
    return threads.close();
  }
}
