package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.messagingserver.tools.bench.load.DelayedLink;
import org.messagingserver.tools.bench.load.EventLoops;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Measurement;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.PreparedMessage;
import org.messagingserver.tools.bench.load.Recipients;
import org.messagingserver.tools.bench.load.UserFactory;

/**
 * The row of bursts to recipients of every kind: when the Acks leave must not tell which kind it
 * is.
 */
final class BurstAckRows {
  private static final int MESSAGES = 1024;
  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Duration NEAR = Duration.ofMillis(30);
  private static final Duration FAR = Duration.ofMillis(100);
  private static final String OFFLINE = "to a user who is offline";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "burst-acks",
              "1,024 messages at once, until their Acks",
              BurstAckRows::open,
              List.of(
                  Target.atMost(1.1, Metric.FULL_P50, OFFLINE),
                  Target.atMost(1.2, Metric.FULL_P99, OFFLINE))));

  private BurstAckRows() {}

  private static List<Contender> open(BenchmarkEnvironment environment) throws IOException {
    ChildProcess server = environment.defaultDeliveryServer();
    EventLoops loops = environment.loops();
    Recipients acking = new Recipients(loops, true);
    URI uri = server.uri();
    List<Contender> all = new ArrayList<>();
    all.add(contender(environment, server, "server", acking.open(List.of(uri))));
    all.add(
        contender(
            environment, server, OFFLINE, new UserFactory(loops).messagesToOffline(1, uri).get(0)));
    for (Duration roundTrip : List.of(NEAR, FAR)) {
      URI link = DelayedLink.listen(loops, uri, roundTrip);
      String name = "to one at a round trip of " + roundTrip.toMillis() + " ms";
      all.add(contender(environment, server, name, acking.open(List.of(link))));
    }
    all.add(
        contender(
            environment,
            server,
            "to one who never acks",
            new Recipients(loops, false).open(List.of(uri))));
    all.add(
        contender(environment, server, "to one with two sockets", acking.open(List.of(uri, uri))));
    return all;
  }

  private static Contender contender(
      BenchmarkEnvironment environment, ChildProcess server, String name, PreparedMessage to) {
    Meter meter = new Meter();
    Load load =
        new Load(
            new UserFactory(environment.loops())
                .offlineSenders(1, List.of(server.uri()), List.of(to), meter),
            meter);
    return new Contender(
        name,
        new BurstAckTrial(
            load, WarmUp.of(SHORT, server), () -> environment.postgres().run("TRUNCATE mailbox")));
  }

  private record BurstAckTrial(Load load, WarmUp warmingUp, Runnable cleaner) implements Trial {
    @Override
    public void warmUp() {
      warmingUp.run(this::round);
    }

    @Override
    public RoundMetrics round() {
      Measurement burst = load.send(MESSAGES, MESSAGES);
      cleaner.run();
      Map<Metric, Double> values = new EnumMap<>(Metric.class);
      values.put(Metric.FULL_P50, burst.millis(50));
      values.put(Metric.FULL_P99, burst.millis(99));
      return new RoundMetrics(values);
    }

    @Override
    public void close() {
      load.close();
    }
  }
}
