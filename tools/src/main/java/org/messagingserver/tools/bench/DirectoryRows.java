package org.messagingserver.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.messagingserver.tools.bench.load.EventLoops;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.UserFactory;

/** Rows of the costs and the faults of the directory of live Addresses. */
final class DirectoryRows {
  private static final int USERS = 5_000;
  private static final int ROUNDS = 3;
  private static final Duration WARM_UP = Duration.ofSeconds(12);
  private static final String ALONE = "one node by itself";
  private static final String NOBODY = "a node without users";
  private static final String NONE = "no node is frozen";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "lookups",
              "look-ups for messages across two nodes, window 1",
              DirectoryRows::lookups,
              List.of(Target.atMost(0.01, Metric.LOOKUPS)),
              1),
          new Row(
              "first-message",
              "first message to a recipient at one of three nodes",
              DirectoryRows::firstMessage,
              List.of(),
              ROUNDS),
          new Row(
              "directory-heap",
              "an entry of the directory, both copies",
              environment -> List.of(new Contender("server", new DirectoryHeapTrial())),
              List.of(Target.atMost(1024, Metric.ENTRY_HEAP)),
              ROUNDS),
          new Row(
              "frozen-node",
              "login while one of three nodes is frozen",
              DirectoryRows::frozenNode,
              List.of(Target.atMost(1.25, Metric.FIXED_P99, NONE)),
              ROUNDS),
          new Row(
              "node-death",
              "death of a node with 5,000 users",
              DirectoryRows::nodeDeath,
              List.of(
                  // A tenth of a millisecond for each user.
                  Target.atMost(USERS / 10.0, Metric.DEATH_CPU),
                  Target.atMost(3, Metric.LAST_REACHED)),
              1));

  private DirectoryRows() {}

  private static List<Contender> lookups(BenchmarkEnvironment environment) throws IOException {
    ChildProcess[] nodes = environment.smallNodes().first(2);
    Meter meter = new Meter();
    UserFactory factory = new UserFactory(environment.loops());
    Load load =
        new Load(
            factory.pairs(LiveDeliveryRows.PAIRS, nodes[0].uri(), nodes[1].uri(), meter), meter);
    return List.of(new Contender("server", new LookupTrial(load, nodes[0])));
  }

  private static List<Contender> firstMessage(BenchmarkEnvironment environment) throws IOException {
    ChildProcess[] nodes = environment.smallNodes().first(3);
    ChildProcess alone = environment.server();
    EventLoops loops = environment.loops();
    URI single = alone.uri();
    return List.of(
        new Contender(
            "server",
            new FirstMessageTrial(
                loops, WarmUp.of(WARM_UP, nodes), nodes[0].uri(), nodes[1].uri())),
        new Contender(
            ALONE, new FirstMessageTrial(loops, WarmUp.of(WARM_UP, alone), single, single)));
  }

  private static List<Contender> frozenNode(BenchmarkEnvironment environment) throws IOException {
    NodeGroup nodes = environment.newSmallNodes();
    EventLoops loops = environment.loops();
    return List.of(
        new Contender("server", new FrozenNodeTrial(nodes, loops, true)),
        new Contender(NONE, new FrozenNodeTrial(nodes, loops, false)));
  }

  private static List<Contender> nodeDeath(BenchmarkEnvironment environment) throws IOException {
    NodeGroup nodes = environment.newSmallNodes();
    EventLoops loops = environment.loops();
    return List.of(
        new Contender("server", new NodeDeathTrial(nodes, loops, USERS)),
        new Contender(NOBODY, new NodeDeathTrial(nodes, loops, 0)));
  }
}
