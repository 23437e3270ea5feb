package org.messagingserver.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionSettings;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.tools.localcluster.ClusterSpec;
import org.messagingserver.tools.localcluster.LocalCluster;
import org.messagingserver.tools.localcluster.LocalNode;
import org.messagingserver.tools.localcluster.Loopback;
import org.messagingserver.tools.localcluster.Network;
import org.messagingserver.tools.localcluster.NodeProcess;

/**
 * A {@link LocalCluster} of the packaged jar under test: its nodes are numbered from 1, and at the
 * end their logs are judged. Whatever becomes of a test, none of it outlives this JVM.
 */
public final class TestCluster {
  /** A node that lives for seconds gains nothing from the better of the two compilers. */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx256m",
          ServerProcess.LATE_BLOCKED_WARNING);

  private static final Pattern SIZE = Pattern.compile(".*\\bone of (\\d+) nodes\\b.*");

  private final Path directory;
  private final Vertx vertx;
  private final LocalCluster cluster;
  private final Renderings secrets = new Renderings();

  private TestCluster(Path directory, Vertx vertx, LocalCluster cluster) {
    this.directory = directory;
    this.vertx = vertx;
    this.cluster = cluster;
  }

  /** So many nodes, all of them ready, with these keys instead of the defaults. */
  public static TestCluster start(Vertx vertx, int nodes, JsonObject settings)
      throws InterruptedException {
    TestCluster cluster = open(vertx, Loopback.onFreePorts(nodes), settings);
    cluster.startAll();
    return cluster;
  }

  /** Places for nodes, in a network of the caller's choice; none of them runs yet. */
  public static TestCluster open(Vertx vertx, Network network, JsonObject settings)
      throws InterruptedException {
    return open(vertx, Path.of(System.getProperty("messaging-server.jar")), network, settings);
  }

  /** The same of another build. Nodes run what this path leads to when they start. */
  public static TestCluster open(Vertx vertx, Path jar, Network network, JsonObject settings)
      throws InterruptedException {
    Path directory = Path.of("target", "it", UUID.randomUUID().toString()).toAbsolutePath();
    try {
      TestPostgres.linkBinaries(directory.resolve("postgres"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ClusterSpec clusterSpec = new ClusterSpec(directory, jar, network, JVM_OPTIONS, settings);
    return new TestCluster(
        directory, vertx, LocalCluster.open(vertx, clusterSpec, (node, line) -> {}));
  }

  /**
   * Has all nodes use this instead of the {@code cluster.xml} of the jar, from their next start.
   */
  public void useClusterFile(String xml) throws IOException {
    for (LocalNode node : cluster.nodes()) {
      Path directory = Files.createDirectories(node.logFile().getParent());
      Files.writeString(directory.resolve("cluster.xml"), xml);
    }
  }

  /** Starts all that do not run, and waits until all are one cluster. */
  public void startAll() throws InterruptedException {
    start(IntStream.rangeClosed(1, cluster.nodes().size()).toArray());
  }

  /** Starts those of these that do not run, and waits until they and all others are one cluster. */
  public void start(int... numbers) throws InterruptedException {
    List<NodeProcess> started = new ArrayList<>();
    for (int number : numbers) {
      if (!node(number).isRunning()) {
        started.add(node(number).start());
      }
    }
    for (NodeProcess process : started) {
      process.awaitReady(LocalCluster.START_TIMEOUT);
    }
    awaitSize(running().size());
  }

  /** Waits until every running node is one of so many, as far as it knows. */
  public void awaitSize(int nodes) {
    Mail.until(() -> running().stream().allMatch(node -> sizeSeenBy(node) == nodes));
  }

  private List<LocalNode> running() {
    return cluster.nodes().stream().filter(LocalNode::isRunning).toList();
  }

  /** How many nodes there are, as this one has said last. */
  private static int sizeSeenBy(LocalNode node) {
    return node.log().stream()
        .map(SIZE::matcher)
        .filter(Matcher::matches)
        .map(size -> Integer.parseInt(size.group(1)))
        .reduce(0, (earlier, later) -> later);
  }

  public LocalNode node(int number) {
    return cluster.nodes().get(number - 1);
  }

  /** The present life of a node. */
  public NodeProcess process(int number) {
    return node(number).process().orElseThrow();
  }

  /** Where clients connect to these nodes. */
  public List<URI> uris(int... numbers) {
    return IntStream.of(numbers).mapToObj(number -> node(number).uri()).toList();
  }

  public LocalCluster local() {
    return cluster;
  }

  /** For clients. */
  public Vertx vertx() {
    return vertx;
  }

  /** A user of whom nothing may be read in a log. */
  public Identity user() {
    Identity user = Identity.generate();
    secrets.add("user", user.userId().bytes());
    return user;
  }

  /** A fresh socket to a node. */
  public RawSocket socket(int number) {
    return RawSocket.open(vertx, node(number).uri());
  }

  /** A device that is registered, with no one-time keys unless given some, and online there. */
  public RawSocket registered(int number, Identity user, String... keys) {
    return socket(number).logIn(user, 1).must(Requests.register(1, "signed", keys));
  }

  /** Rows ever inserted into mailboxes: each takes a number. */
  public long rowsEver() {
    return number("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM mailbox_row_id_seq");
  }

  /** Messages that wait in the store for a user just now. */
  public long waiting(Identity owner) {
    Encryption encryption =
        Encryption.open(new EncryptionSettings(directory.resolve("keys.json"), Optional.empty()));
    return number(
        "SELECT count(*) FROM mailbox WHERE user_hash = ?",
        encryption.hash(owner.userId()).value());
  }

  private long number(String sql, Object... parameters) {
    try (TestDatabase database = new TestDatabase(cluster.postgres().uri())) {
      return database.number(sql, parameters);
    }
  }

  /**
   * Stops all in order, and judges what the nodes have said in all their lives.
   *
   * @param explained what may stand there though it tells of trouble: patterns of what comes behind
   *     the time, stack trace and all
   */
  public void stop(String... explained) throws InterruptedException {
    cluster.close();
    for (LocalNode node : cluster.nodes()) {
      assertThat(events(node).filter(harmless(explained).negate()))
          .as("what node %d complained of", node.number())
          .isEmpty();
      assertThat(secrets.foundIn(String.join("\n", node.log()))).isEmpty();
    }
    remove();
  }

  /** What it has logged; behind each event the lines that belong to it. */
  private static Stream<String> events(LocalNode node) {
    return Pattern.compile("\n(?=\\d{4}-)").splitAsStream(String.join("\n", node.log()));
  }

  private static Predicate<String> harmless(String... explained) {
    return Pattern.compile(
            Stream.of(explained)
                .map(pattern -> "|\\S+ (?s:" + pattern + ")")
                .reduce(ServerProcess.INFO, String::concat))
        .asMatchPredicate();
  }

  private void remove() {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
