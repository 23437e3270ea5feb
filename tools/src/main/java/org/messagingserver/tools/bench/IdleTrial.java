package org.messagingserver.tools.bench;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.messagingserver.tools.bench.load.Await;
import org.messagingserver.tools.bench.load.LeanSocket;
import org.messagingserver.tools.bench.load.LoadException;
import org.messagingserver.tools.localcluster.Memory;

/**
 * Measures the additional memory of a process for many connections, after a few have made it load
 * its classes. Each round starts a new process, because a process does not soon release memory that
 * garbage once occupied.
 */
final class IdleTrial implements Trial {
  private static final int FEW = 500;
  private static final int MANY = 5000;

  /** Opens connections that stay open. */
  interface Connector {
    List<LeanSocket> connect(int count, URI server);
  }

  private final Launcher launcher;
  private final Connector connector;

  IdleTrial(Launcher launcher, Connector connector) {
    this.launcher = launcher;
    this.connector = connector;
  }

  @Override
  public void warmUp() {
    // Each round starts a new process.
  }

  @Override
  public RoundMetrics round() {
    try (ChildProcess server = launcher.launch()) {
      List<LeanSocket> sockets = new ArrayList<>(connector.connect(FEW, server.uri()));
      Memory before = server.memory();
      sockets.addAll(connector.connect(MANY, server.uri()));
      Memory after = server.memory();
      Await.result(Future.join(sockets.stream().map(LeanSocket::close).toList()));
      return new RoundMetrics(
          Map.of(
              Metric.HEAP, (after.heap() - before.heap()) / (double) MANY,
              Metric.RESIDENT, (after.resident() - before.resident()) / (double) MANY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted");
    }
  }

  @Override
  public void close() {
    // Each round closes its process.
  }
}
