package org.messagingserver.tools.storm;

import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.messagingserver.tools.bench.load.Await;
import org.messagingserver.tools.bench.load.EventLoops;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.Pair;
import org.messagingserver.tools.bench.load.UserFactory;

/**
 * Conversations beside a storm: a sender at one server and a recipient at the next, within all
 * limits of a server. Its methods block.
 */
public final class LiveConversations implements AutoCloseable {
  /** An hourly limit permits 1,000 messages of one sender to one recipient. */
  private static final double RATE_OF_EACH = 5;

  private final List<Pair> pairs = new ArrayList<>();
  private final Meter meter = Meter.countingRefusals();
  private final Load load;
  private final double rate;

  /**
   * @param servers those that outlive the storm
   * @param count at least one for each server
   */
  public LiveConversations(EventLoops loops, List<URI> servers, int count) {
    UserFactory factory = new UserFactory(loops);
    for (int server = 0; server < servers.size(); server++) {
      URI next = servers.get((server + 1) % servers.size());
      int share = (count + server) / servers.size();
      pairs.addAll(factory.pairs(share, servers.get(server), next, meter));
    }
    this.load = new Load(pairs, meter);
    this.rate = RATE_OF_EACH * pairs.size();
  }

  /** Sends for this long. */
  public Measurement during(Duration length) {
    return load.offer(rate, 1, length);
  }

  /** Sends for as long as the condition holds. */
  public Measurement during(BooleanSupplier condition) {
    return load.offerWhile(rate, 1, condition);
  }

  /** Messages refused so far. */
  public long refused() {
    return meter.refusedSoFar();
  }

  /** Unregisters the recipients. */
  @Override
  public void close() {
    Await.result(Future.join(pairs.stream().map(Pair::unregister).toList()));
    load.close();
  }
}
