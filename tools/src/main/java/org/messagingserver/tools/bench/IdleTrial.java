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
 * The additional memory of a process for many connections, compared with the few that made it load
 * its classes. A new process each time: what one has taken for garbage once it does not soon give
 * back.
 */
final class IdleTrial implements Trial {
  private static final int FEW = 500;
  private static final int MANY = 5000;

  /** Connects so many, who stay. */
  interface Crowd {
    List<LeanSocket> connect(int count, URI server);
  }

  private final Launcher launcher;
  private final Crowd crowd;

  IdleTrial(Launcher launcher, Crowd crowd) {
    this.launcher = launcher;
    this.crowd = crowd;
  }

  @Override
  public void warmUp() {
    // A new process is not warm.
  }

  @Override
  public Figures round() {
    try (Child server = launcher.launch()) {
      List<LeanSocket> sockets = new ArrayList<>(crowd.connect(FEW, server.uri()));
      Memory before = server.memory();
      sockets.addAll(crowd.connect(MANY, server.uri()));
      Memory after = server.memory();
      Await.until(Future.join(sockets.stream().map(LeanSocket::close).toList()));
      return new Figures(
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
    // Each round has closed what it made.
  }
}
