package org.messagingserver.tools.adversary;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.messagingserver.protocol.DeviceId;

/**
 * Hostile clients of all kinds, on one separate event loop, until closed. They connect from at most
 * sixteen addresses that no other client has. Some close connections in order, some by a reset.
 */
public final class Attackers implements AutoCloseable {
  static final DeviceId DEVICE = new DeviceId(1);

  private static final int SOURCES = 8;
  private static final int FIRST_SOURCE = 11;

  /** A client that does not read fills the server's buffers sooner. */
  private static final int RECEIVE_BUFFER_BYTES = 4096;

  private static final long TIMEOUT_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  private final List<NetClient> sources = new ArrayList<>();
  private final CountDownLatch inactive;
  private volatile long thread;

  private Attackers(int count) {
    inactive = new CountDownLatch(count);
    for (int source = 0; source < 2 * SOURCES; source++) {
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
   * Starts {@code count} clients, equally many of each kind, and waits until each has acted once.
   * Blocks.
   */
  public static Attackers start(AttackTargets targets, int count) {
    AttackKind[] kinds = AttackKind.values();
    Attackers attackers = new Attackers(count);
    attackers.runOnLoop(
        number ->
            attackers.addClient(
                kinds[number % kinds.length], number / kinds.length % SOURCES, targets),
        count);
    return attackers.awaitActive();
  }

  /** Starts one attack, from one address, and waits until it has begun. Blocks. */
  public static Attackers start(AttackTargets targets, Attack attack) {
    Attackers attackers = new Attackers(1);
    attackers.runOnLoop(
        number -> attackers.addClient(attack.pattern(), 0, targets), attack.sockets());
    return attackers.awaitActive();
  }

  private Attackers awaitActive() {
    try {
      if (!inactive.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        close();
        throw new IllegalStateException(inactive.getCount() + " hostile clients could not connect");
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
    }
    return this;
  }

  private void runOnLoop(IntConsumer one, int count) {
    loop.runOnContext(
        tick -> {
          thread = Thread.currentThread().getId();
          IntStream.range(0, count).forEach(one);
        });
  }

  /** Those that would keep others of the same source from acting have separate sources. */
  private void addClient(AttackKind kind, int number, AttackTargets targets) {
    addClient(kind.pattern(), kind.takesAllRoom() ? SOURCES + number : number, targets);
  }

  private void addClient(AttackPattern pattern, int source, AttackTargets targets) {
    NetClient client = sources.get(source);
    HostileClient one = new HostileClient(pattern, client, targets, inactive::countDown);
    long pace = pattern.interval().toMillis();
    vertx.setPeriodic(1 + ThreadLocalRandom.current().nextLong(pace), pace, due -> one.run());
  }

  /** CPU time used so far. */
  public long cpuMicros() {
    return TimeUnit.NANOSECONDS.toMicros(
        ManagementFactory.getThreadMXBean().getThreadCpuTime(thread));
  }

  /** Closes all clients. Blocks until they are closed. */
  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
