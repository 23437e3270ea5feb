package org.messagingserver.app.hostile;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.messagingserver.identity.Address;
import org.messagingserver.identity.DeviceId;

/**
 * Hostile clients of all kinds, on one event loop of their own, until they are closed. They come
 * from eight addresses, none of which anybody else here has; some end connections in order, some by
 * a reset.
 */
public final class Mob implements AutoCloseable {
  static final DeviceId DEVICE = new DeviceId(1);

  private static final int SOURCES = 8;
  private static final int FIRST_SOURCE = 11;

  /** Who does not read fills the server's buffers the sooner. */
  private static final int RECEIVE_BUFFER_BYTES = 4096;

  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final List<NetClient> sources = new ArrayList<>();
  private final CountDownLatch inactive;
  private volatile long thread;

  private Mob(int count) {
    inactive = new CountDownLatch(count);
    for (int source = 0; source < SOURCES; source++) {
      sources.add(vertx.createNetClient(options(source)));
    }
  }

  private static NetClientOptions options(int source) {
    NetClientOptions options =
        new NetClientOptions()
            .setLocalAddress("127.0.0." + (FIRST_SOURCE + source))
            .setTcpNoDelay(true);
    options.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    if (source % 2 == 1) {
      options.setSoLinger(0);
    }
    return options;
  }

  /**
   * Brings so many, as many of each kind, and waits until each has done its worst once. Blocks.
   *
   * @param victim a registered device that they write to, and whose user's keys they take
   */
  public static Mob gather(URI server, Address victim, int count) {
    Mob mob = new Mob(count);
    mob.loop.runOnContext(turn -> mob.begin(server, victim, count));
    try {
      if (!mob.inactive.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        mob.close();
        throw new IllegalStateException("%d did not get in".formatted(mob.inactive.getCount()));
      }
    } catch (InterruptedException e) {
      mob.close();
      Thread.currentThread().interrupt();
    }
    return mob;
  }

  private void begin(URI server, Address victim, int count) {
    thread = Thread.currentThread().getId();
    Kind[] kinds = Kind.values();
    for (int number = 0; number < count; number++) {
      Kind kind = kinds[number % kinds.length];
      NetClient source = sources.get(number / kinds.length % SOURCES);
      Hostile one = new Hostile(kind, source, server, victim, inactive::countDown);
      long pace = kind.pace().toMillis();
      vertx.setPeriodic(1 + ThreadLocalRandom.current().nextLong(pace), pace, due -> one.turn());
    }
  }

  /** CPU time that they have used so far. */
  public long cpuMicros() {
    return TimeUnit.NANOSECONDS.toMicros(
        ManagementFactory.getThreadMXBean().getThreadCpuTime(thread));
  }

  /** They go, all at once. Blocks until they have. */
  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
