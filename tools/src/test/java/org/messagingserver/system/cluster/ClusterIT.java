package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.unregister;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.ServerMessage.PreKeysLow;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.KeyTaker;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.MessageStream;
import org.messagingserver.testkit.Outcome;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Recipient;
import org.messagingserver.testkit.TestCluster;

/**
 * Three nodes serve as one. The sweep comes too late to help here, so whatever arrives has come
 * over the bus, or from the store at login.
 */
@ExtendWith(VertxExtension.class)
class ClusterIT {
  private static final int LOW = 3;
  private static final int REQUESTED = 7;

  /** Enough, and not one more. */
  private static final String[] KEYS = {"a", "b", "c"};

  private static TestCluster cluster;

  private final Identity bob = cluster.user();

  @BeforeAll
  static void start(Vertx vertx) throws InterruptedException {
    cluster =
        TestCluster.start(
            vertx,
            3,
            new JsonObject()
                .put("delivery", new JsonObject().put("reconcileIntervalSeconds", 3600))
                .put("preKeys", new JsonObject().put("low", LOW).put("request", REQUESTED)));
  }

  @AfterAll
  static void stopInOrderAndWithoutComplaint() throws InterruptedException {
    cluster.stop();
  }

  /** Bob's device, just registered with enough keys. */
  private RawSocket registered(int node) {
    return cluster.registered(node, bob, KEYS);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 3", "3, 1", "2, 1", "3, 2", "1, 3"})
  void handsMessagesOverFromEveryNodeToEveryOther(int from, int to) {
    RawSocket recipient = registered(to);
    RawSocket sender = cluster.socket(from);

    Mail.until(() -> leavesNoTrace(sender, recipient));
  }

  private boolean leavesNoTrace(RawSocket sender, RawSocket recipient) {
    long before = cluster.rowsEver();
    int sequence = Mail.send(sender, bob, "hello");
    assertThat(Mail.takeOne(recipient)).isEqualTo("hello");
    Mail.awaitAck(sender, sequence);
    return cluster.rowsEver() == before;
  }

  @Test
  void deliversOnAnotherNodeWhatTheRecipientHasNotAcked() {
    RawSocket first = registered(1);
    RawSocket sender = cluster.socket(2);
    Mail.deliver(sender, bob, "acked");
    assertThat(Mail.takeOne(first)).isEqualTo("acked");
    Mail.until(() -> cluster.waiting(bob) == 0);
    Mail.deliver(sender, bob, "one");
    Mail.deliver(sender, bob, "two");

    first.kill();
    RawSocket second = cluster.socket(3).logIn(bob, 1);

    assertThat(Mail.take(second, 2)).containsExactly("one", "two");
  }

  @Test
  void deliversOnAnotherNodeWhatCameWhileTheRecipientWasAway() {
    registered(1).close();
    Mail.deliver(cluster.socket(2), bob, "are you there?");

    RawSocket recipient = cluster.socket(3).logIn(bob, 1);

    assertThat(Mail.takeOne(recipient)).isEqualTo("are you there?");
  }

  @Test
  void deliversToAllSocketsOfAnAddressUntilTheFirstAckSettles() {
    RawSocket one = registered(1);
    RawSocket other = cluster.socket(2).logIn(bob, 1);
    RawSocket sender = cluster.socket(3);

    int sequence = Mail.send(sender, bob, "to both");
    InboundMessage unacked = other.nextInbound();
    assertThat(Mail.takeOne(one)).isEqualTo("to both");
    Mail.awaitAck(sender, sequence);

    assertThat(Mail.text(unacked)).isEqualTo("to both");
    Mail.until(() -> cluster.waiting(bob) == 0);
    one.close();
    other.close();
    assertThat(waitingFor(bob)).isEmpty();
  }

  /** What a fresh login gets. */
  private static List<String> waitingFor(Identity owner) {
    Mail.deliver(cluster.socket(1), owner, "the last");
    return cluster.socket(2).logIn(owner, 1).ackedTextsBefore("the last");
  }

  /** The sibling may get what was handed over before it heard, and was then refused. */
  @Test
  void takesARegistrationBackOnAllNodesAtOnce() {
    RawSocket one = registered(1);
    RawSocket sibling = cluster.socket(2).logIn(bob, 1);
    RawSocket sender = cluster.socket(3);
    Mail.deliver(sender, bob, "before");
    assertThat(Stream.of(one, sibling).map(Mail::takeOne)).containsOnly("before");

    one.must(unregister());

    assertThat(refusal(sender.ask(outbound(bob, 1, "meanwhile")))).isSameAs(ErrorName.UNKNOWN_USER);
    assertThat(refusal(sender.ask(preKeysOf(bob)))).isSameAs(ErrorName.UNKNOWN_USER);
    one.must(register(2, "signed", KEYS));
    Mail.deliver(sender, bob, "after");
    assertThat(Mail.takeOne(one)).isEqualTo("after");
    assertThat(sibling.ackedTextsBefore("after")).isSubsetOf("meanwhile");
  }

  @Test
  void servesASocketWhoseSiblingRegistersOnAnotherNode() {
    RawSocket early = cluster.socket(1).logIn(bob, 1);
    registered(2);

    Mail.deliver(cluster.socket(3), bob, "welcome");

    assertThat(Mail.takeOne(early)).isEqualTo("welcome");
  }

  @Test
  void tellsAllSocketsOfADeviceThatItsKeysRunLowWhereverTheyAreTaken() {
    RawSocket one = registered(1);
    RawSocket other = cluster.socket(2).logIn(bob, 1);

    assertThat(cluster.socket(3).ask(preKeysOf(bob))).isInstanceOf(PreKey.class);

    assertThat(Stream.of(one, other).map(RawSocket::next))
        .allSatisfy(
            notice ->
                assertThat(notice)
                    .isInstanceOf(PreKeysLow.class)
                    .extracting("keysRequested")
                    .isEqualTo(REQUESTED));
  }

  @Test
  void handsOutEachKeyOnceToTakersOnAllNodes() {
    Recipient owner = new Recipient(new Random());
    owner.register(owner.logIn(cluster.socket(1)), 300);
    List<KeyTaker> takers = IntStream.range(0, 6).mapToObj(i -> taker(owner)).toList();

    CompletableFuture.allOf(
            IntStream.range(0, 6)
                .mapToObj(i -> taking(takers.get(i), cluster.socket(i % 3 + 1)))
                .toArray(CompletableFuture<?>[]::new))
        .join();

    List<Buffer> taken = takers.stream().flatMap(taker -> taker.takenKeys().stream()).toList();
    assertThat(taken).containsExactlyInAnyOrderElementsOf(owner.registeredKeys());
  }

  private static KeyTaker taker(Recipient owner) {
    return new KeyTaker(owner.address().user());
  }

  private static CompletableFuture<Void> taking(KeyTaker taker, RawSocket socket) {
    return CompletableFuture.runAsync(() -> taker.take(socket, 60));
  }

  @Test
  void keepsTheOrderOfEachSenderWhileTheRecipientMovesFromNodeToNode() {
    Recipient recipient = new Recipient(new Random());
    RawSocket[] socket = {recipient.logIn(cluster.socket(1))};
    recipient.register(socket[0], 0);
    List<MessageStream> streams =
        IntStream.rangeClosed(1, 3)
            .mapToObj(
                node -> new MessageStream(cluster.socket(node), recipient.address(), node + "/"))
            .toList();
    List<CompletableFuture<Void>> running =
        streams.stream().map(CompletableFuture::runAsync).toList();

    for (int node : new int[] {2, 3, 1, 2}) {
      CompletableFuture<Void> listening =
          CompletableFuture.runAsync(() -> recipient.listenForgetfully(socket[0]));
      RawSocket present = socket[0];
      awaitArrivals(recipient, recipient.arrived().size() + 200);
      present.kill();
      listening.join();
      socket[0] = recipient.logIn(cluster.socket(node));
    }
    streams.forEach(MessageStream::finish);
    running.forEach(CompletableFuture::join);
    MessageStream last = new MessageStream(cluster.socket(3), recipient.address(), "last/");
    last.sendOnly(1);
    recipient.listenUpTo(socket[0], "last/1");

    for (MessageStream stream : streams) {
      assertThat(stream.acked()).hasSizeGreaterThan(50);
      List<String> arrived = new ArrayList<>(recipient.arrived());
      arrived.retainAll(stream.acked());
      assertThat(arrived).isEqualTo(stream.acked());
    }
  }

  private static void awaitArrivals(Recipient recipient, int count) {
    Mail.until(() -> recipient.arrived().size() >= count);
  }

  @Test
  void passesASmokeRunThatSpreadsItsUsersOverAllNodes() {
    try (Installation directory = Installation.create()) {
      String[] words =
          Stream.concat(Stream.of("smoke"), cluster.uris(1, 2, 3).stream().map(URI::toString))
              .toArray(String[]::new);

      Outcome outcome = Outcome.ofTool(directory, words);

      assertThat(outcome.code()).as("it said %s", outcome.stdout()).isZero();
      assertThat(outcome.stdout()).hasSizeGreaterThan(10).noneMatch(line -> line.contains("WRONG"));
    }
  }
}
