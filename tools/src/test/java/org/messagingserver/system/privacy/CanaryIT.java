package org.messagingserver.system.privacy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.Identity;
import org.messagingserver.testkit.Canaries;
import org.messagingserver.testkit.Correspondence;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;

/**
 * Who users are, where they are and what they say stands nowhere but on their own wires, whatever
 * befalls a cluster: no log at any level, metric, answer to others, thread, wire between nodes or
 * to the store, and no disk tells it.
 */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryIT {
  private static final Duration TICK = Duration.ofMillis(20);
  private static final int LARGE = 200_000;

  private Vertx vertx;
  private final Canaries canaries = new Canaries();
  private CanaryPlay play;
  private TappedCluster cluster;
  private final List<Correspondence> correspondences = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private List<byte[]> dump;

  @BeforeAll
  void goThroughEverything(Vertx given) throws Exception {
    vertx = given;
    play = new CanaryPlay(given, canaries);
    cluster = new TappedCluster(given, canaries);
    cluster.start();
    Identity user = playInPeace();
    crossTheBus();
    long writing = write();
    cluster.without(cluster.node(1), this::awaitProgress);
    look();
    cluster.withoutStore(
        () -> {
          play.fail(user, cluster.node(0));
          look();
        });
    awaitProgress();
    cluster.whileStoreRefuses(() -> play.violate(user, cluster.node(2)));
    awaitProgress();
    vertx.cancelTimer(writing);
    correspondences.forEach(Correspondence::close);
    play.converse("after all faults", cluster.node(2), cluster.node(1));
    look();
    dump = cluster.dump();
    cluster.stop();
  }

  private Identity playInPeace() throws Exception {
    Identity user = play.converse("user", cluster.node(0), cluster.node(1));
    play.admit("choosy user", cluster.node(1), cluster.node(2));
    play.beWoken("sleeping user", cluster.node(1));
    Mail.until(cluster::hasPushed);
    for (TappedNode node : cluster.nodes()) {
      play.refuse(user, node);
      play.refuseFromFar(user, node);
      play.babble(user, node);
    }
    return user;
  }

  /** Once so far as to be seen in the size of what has passed there. */
  private void crossTheBus() {
    Identity user = canaries.user("recipient far away");
    TappedNode far = cluster.node(2);
    RawSocket recipient = RawSocket.open(vertx, far.uri()).logIn(user, 1);
    Mail.register(recipient);
    RawSocket sender = RawSocket.open(vertx, cluster.node(0).uri());
    Buffer large = Buffer.buffer(new byte[LARGE]).appendString(canaries.words("far away"));
    long before = far.bus().size();
    Mail.until(
        () -> {
          int sequence = Mail.send(sender, user, large);
          Mail.takeOne(recipient);
          Mail.awaitAck(sender, sequence);
          return far.bus().size() > before + LARGE;
        });
  }

  /** Begins letters that go on through all faults, from each node to the next; tells the timer. */
  private long write() {
    for (int node = 0; node < TappedCluster.NODES; node++) {
      correspondences.add(
          Correspondence.open(
              vertx,
              canaries.user("recipient of letters " + node),
              canaries.words("letters " + node),
              uris(node),
              uris(node + 1)));
    }
    long timer =
        vertx.setPeriodic(TICK.toMillis(), turn -> correspondences.forEach(Correspondence::write));
    awaitProgress();
    return timer;
  }

  /** This node, and the others for when it is gone. */
  private List<URI> uris(int first) {
    return IntStream.range(first, first + TappedCluster.NODES)
        .mapToObj(node -> cluster.node(node).uri())
        .toList();
  }

  private void awaitProgress() {
    long now = System.nanoTime();
    Mail.until(
        () ->
            correspondences.stream()
                .allMatch(one -> one.letters().anyMatch(it -> it.sent() > now && it.isDone())));
  }

  private void look() {
    told.addAll(cluster.told());
  }

  /** The search finds what is there, and the taps hear what passes. */
  @Test
  void passesToClientsWhatIsTheirs() {
    Set<String> found = canaries.foundIn(cluster.taken(TappedNode::clients));

    assertThat(found).containsAll(play.sent().stream().map(name -> name + ", as it is").toList());
  }

  @Test
  void carriesMessagesBetweenNodesUnderTls() {
    List<byte[]> taken = cluster.taken(TappedNode::bus);

    assertThat(taken).filteredOn(flow -> flow.length > 0).isNotEmpty().allMatch(CanaryIT::isTls);
    assertThat(canaries.foundIn(taken)).isEmpty();
  }

  /** A connection that begins with a handshake. */
  private static boolean isTls(byte[] flow) {
    return flow[0] == 22 && flow[1] == 3;
  }

  @Test
  void tellsNothingToHazelcast() {
    List<byte[]> taken = cluster.taken(TappedNode::members);

    assertThat(taken)
        .anyMatch(flow -> new String(flow, ISO_8859_1).contains("messaging.directory"));
    assertThat(canaries.foundIn(taken)).isEmpty();
  }

  @Test
  void tellsNothingToTheStore() {
    List<byte[]> taken = cluster.store().taken();

    assertThat(taken).anyMatch(flow -> new String(flow, ISO_8859_1).contains("INTO mailbox"));
    assertThat(canaries.foundIn(taken)).isEmpty();
  }

  @Test
  void logsNothing() {
    List<String> logs = cluster.nodes().stream().flatMap(node -> node.output().stream()).toList();

    assertThat(logs)
        .anyMatch(line -> line.contains(" FINE io.netty."))
        .anyMatch(line -> line.contains("\"FINE\""));
    assertThat(logs.stream().flatMap(this::leaks)).isEmpty();
  }

  /** What a line holds, and of which level and logger it is: what stands before its message. */
  private Stream<String> leaks(String line) {
    String head = line.split(": |,\"message\"", 2)[0];
    return canaries.foundIn(line).stream().map(found -> found + " in: " + head);
  }

  @Test
  void tellsOperatorsNothing() {
    assertThat(told)
        .anyMatch(text -> text.contains("messaging_"))
        .anyMatch(text -> text.contains("\"vert.x-eventloop"))
        .anyMatch(text -> text.contains("DOWN"));
    assertThat(canaries.foundInTexts(told)).isEmpty();
  }

  @Test
  void tellsOthersNothing() {
    assertThat(play.refusals())
        .anyMatch(text -> text.contains("unknown_user"))
        .anyMatch(text -> text.contains("unavailable"))
        .anyMatch(text -> text.startsWith("HTTP/1.1 4"));
    assertThat(canaries.foundInTexts(play.refusals())).isEmpty();
  }

  @Test
  void keepsNothingInTables() {
    assertThat(cluster.tables().number("SELECT count(*) FROM mailbox")).isPositive();
    assertThat(dump).hasSizeGreaterThan(6);
    assertThat(canaries.foundIn(dump)).isEmpty();
  }

  @Test
  void keepsNothingOnDisks() throws IOException {
    for (Path disk : cluster.disks()) {
      assertThat(canaries.foundBelow(disk)).isEmpty();
    }
  }

  @AfterAll
  void close() {
    cluster.close();
  }
}
