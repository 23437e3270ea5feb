package org.messagingserver.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Writes a page of a separate file to the disk repeatedly, like a commit, and reports the slowest
 * write.
 *
 * @param file in a folder of the measured disk
 */
record DiskProbe(Path file) implements Probe {
  private static final int PAGE = 8192;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  @Override
  public Consumer<Map<Metric, Double>> begin() {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    CompletableFuture<Long> slowest = CompletableFuture.supplyAsync(() -> slowest(ended));
    return values -> {
      ended.complete(null);
      values.put(Metric.SLOWEST_SYNC, slowest.join() / 1e6);
    };
  }

  private long slowest(CompletableFuture<Void> ended) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
      long slowest = 0;
      while (!ended.isDone()) {
        channel.write(page.clear(), 0);
        long begin = System.nanoTime();
        channel.force(false);
        slowest = Math.max(slowest, System.nanoTime() - begin);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      return slowest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
