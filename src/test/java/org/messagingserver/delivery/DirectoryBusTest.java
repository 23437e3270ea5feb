package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;
import org.messagingserver.delivery.ConsumerEvent.Notification;
import org.messagingserver.delivery.DeliveryBus.Subscription;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

/** Where events go, by what the directory says, has said, or does not say. */
class DirectoryBusTest {
  private static final HashedAddress BOB = ModelNames.hashed(0);
  private static final UUID QUERY = new UUID(7, 1);
  private static final ConsumerEvent HINT =
      new ConsumerEvent.Stored(List.of(new Notification(new UUID(1, 1), 1)));
  private static final ConsumerEvent MESSAGE =
      new ConsumerEvent.Messages(
          List.of(new HandedOver(new UUID(1, 2), null, Buffer.buffer("content"))));
  private static final ConsumerEvent ONLINE_ONLY =
      new ConsumerEvent.OnlineOnly(Buffer.buffer("is typing"), Optional.empty(), Optional.empty());

  private final SimulatedLoop time = new SimulatedLoop();
  private final ModelBus bus = new ModelBus(time);
  private final DeliveryBus sender = bus.of(new MortalLoop(time));
  private final List<DeliveryBus.Moved> moved = new ArrayList<>();

  /** One socket of the recipient, on an event loop of its own. */
  private final class Socket {
    final MortalLoop loop = new MortalLoop(time);
    final List<ConsumerEvent> got = new ArrayList<>();
    final Future<Subscription> subscribed;

    Socket() {
      subscribed = bus.of(loop).subscribe(BOB, got::add);
    }

    void close() {
      subscribed.result().close();
    }
  }

  @BeforeEach
  void listen() {
    sender.onMoved(moved::add);
  }

  private Future<Void> publish(ConsumerEvent event) {
    Future<Void> published = sender.publish(BOB, event);
    time.pass(50);
    return published;
  }

  @Test
  void asksOnceForManyEvents() {
    Socket socket = new Socket();

    for (int event = 0; event < 1000; event++) {
      publish(HINT);
    }

    assertThat(socket.got).hasSize(1000);
    assertThat(bus.directory().finds()).as("50 s of them, asked again each 5").isBetween(9, 11);
  }

  @Test
  void failsWhereNobodyIsAndAsksAgainTheNextTime() {
    assertThat(publish(HINT).failed()).isTrue();

    Socket socket = new Socket();

    assertThat(publish(HINT).succeeded()).isTrue();
    assertThat(socket.got).containsExactly(HINT);
  }

  @Test
  void reachesASocketThatHasMoved() {
    Socket former = new Socket();
    publish(HINT);
    former.close();
    Socket present = new Socket();

    publish(HINT);

    assertThat(present.got).containsExactly(HINT);
    assertThat(former.got).hasSize(1);
  }

  /** The directory tells nobody of changes: the event loop that a sender knows does. */
  @Test
  void reachesANewSocketBesideAnotherThatASenderKnows() {
    Socket one = new Socket();
    publish(HINT);
    Socket other = new Socket();

    publish(HINT);

    assertThat(one.got).as("a notification may come twice").hasSizeBetween(2, 3);
    assertThat(other.got).hasSize(1);
  }

  @Test
  void letsMessagesBePublishedAgainAndSaysThatNobodyHasThem() {
    Socket former = new Socket();
    publish(MESSAGE);
    former.close();
    new Socket();

    publish(MESSAGE);

    assertThat(moved).containsExactly(new DeliveryBus.Moved(BOB, Set.of(new UUID(1, 2))));
  }

  /** A message that was taken before may be delivered, whatever becomes of later ones. */
  @Test
  void saysThatNobodyHasThemOfThoseThatCameBackAlone() {
    UUID later = new UUID(1, 9);
    Socket former = new Socket();
    publish(MESSAGE);
    former.close();
    new Socket();

    publish(
        new ConsumerEvent.Messages(List.of(new HandedOver(later, null, Buffer.buffer("another")))));

    assertThat(moved).containsExactly(new DeliveryBus.Moved(BOB, Set.of(later)));
  }

  @Test
  void letsMessagesBePublishedAgainOnceForAllThatComeBack() {
    Socket former = new Socket();
    publish(MESSAGE);
    former.close();
    new Socket();

    sender.publish(BOB, MESSAGE);
    sender.publish(BOB, MESSAGE);
    sender.publish(BOB, MESSAGE);
    time.pass(50);

    assertThat(moved).hasSize(1);
  }

  @Test
  void doesNotSayThatNobodyHasThemWhereOneOfTwoMayHave() {
    Socket one = new Socket();
    Socket other = new Socket();
    publish(MESSAGE);
    one.close();

    publish(MESSAGE);

    assertThat(other.got).hasSize(2);
    assertThat(moved).containsExactly(new DeliveryBus.Moved(BOB, Set.of()));
  }

  @Test
  void sendsWhatNobodyKeepsOnceMoreOnlyWhereNobodyHasIt() {
    Socket one = new Socket();
    Socket other = new Socket();
    publish(ONLINE_ONLY);
    one.close();

    publish(ONLINE_ONLY);

    assertThat(other.got).hasSize(2);
    other.close();
    Socket third = new Socket();
    sender.forget(BOB);
    publish(ONLINE_ONLY);
    third.close();
    Socket fourth = new Socket();
    publish(ONLINE_ONLY);
    assertThat(third.got).hasSize(1);
    assertThat(fourth.got).hasSize(1);
  }

  @Test
  void keepsAHintWhileTheDirectoryDoesNotAnswer() {
    Socket socket = new Socket();
    bus.directory().away(true);
    Future<Void> hint = publish(HINT);
    time.pass(10_000);
    assertThat(hint.isComplete()).as("concluded from silence").isFalse();

    bus.directory().away(false);
    time.pass(2000);

    assertThat(socket.got).containsExactly(HINT);
  }

  @Test
  void dropsMessagesThatWouldComeTooLate() {
    Socket socket = new Socket();
    bus.directory().away(true);
    Future<Void> message = publish(MESSAGE);
    time.pass(2000);
    assertThat(message.succeeded()).as("concluded from silence").isTrue();

    bus.directory().away(false);
    time.pass(2000);

    assertThat(socket.got).isEmpty();
  }

  @Test
  void passesOverNodesThatAreGone() {
    Socket dead = new Socket();
    publish(HINT);
    dead.loop.die();
    publish(HINT);

    assertThat(publish(HINT).failed()).isTrue();

    Socket again = new Socket();
    assertThat(publish(HINT).succeeded()).isTrue();
    assertThat(again.got).containsExactly(HINT);
    assertThat(again.subscribed.succeeded()).isTrue();
  }

  @Test
  void takesAFailedWriteForNoAnswer() {
    Socket socket = new Socket();
    publish(HINT);
    socket.got.clear();
    bus.refuse(true);
    Future<Void> hint = publish(HINT);
    time.pass(1000);
    assertThat(hint.failed()).as("concluded from a failed write").isFalse();

    bus.refuse(false);
    time.pass(2000);

    assertThat(socket.got).containsExactly(HINT);
  }

  @Test
  void keepsFewBytesOfMessagesThatWaitForTheDirectory() {
    bus.directory().away(true);
    ConsumerEvent large =
        new ConsumerEvent.Messages(
            List.of(new HandedOver(new UUID(1, 3), null, Buffer.buffer(new byte[1 << 20]))));

    List<Future<Void>> all = new ArrayList<>();
    for (int recipient = 0; recipient < 20; recipient++) {
      HashedAddress to = new HashedAddress(new HashedUser(new UUID(2, recipient)), DeviceId.of(1));
      all.add(sender.publish(to, large));
    }
    assertThat(all.stream().filter(Future::isComplete).count()).as("dropped").isGreaterThan(10);
    time.pass(300);

    assertThat(all).as("kept for longer than they are worth").allMatch(Future::succeeded);
  }

  @Test
  void countsNoSiblingsOnNodesThatAreGone() {
    Socket dead = new Socket();
    dead.loop.die();

    Socket again = new Socket();

    assertThat(query(again).result()).isZero();
  }

  /** Its node may still be deleting what it has acked. */
  @Test
  void asksASiblingThatLeavesMeanwhile() {
    Socket former = new Socket();
    Socket present = new Socket();
    former.close();
    List<DeliveryReceipt> replies = new ArrayList<>();
    bus.of(present.loop).subscribeReceipts(QUERY.getMostSignificantBits(), replies::addAll);

    Future<Integer> asked = query(present);
    time.pass(50);

    assertThat(asked.result()).isEqualTo(1);
    assertThat(replies)
        .containsExactly(new DeliveryReceipt(BOB, QUERY, DeliveryReceipt.Disposition.NONE_HERE));
  }

  private Future<Integer> query(Socket socket) {
    return bus.of(socket.loop).query(BOB, new ConsumerEvent.AckQuery(QUERY), () -> {});
  }

  @Test
  void removesAGhost() {
    Socket socket = new Socket();
    publish(HINT);
    socket.close();
    bus.directory().addLate(bus.place(socket.loop), BOB);

    publish(HINT);

    assertThat(bus.directory().find(BOB).isEmpty()).isTrue();
  }

  @Test
  void registersAgainWhatTheDirectoryHasLost() {
    Socket socket = new Socket();
    bus.directory().losePartitionOf(BOB);

    bus.of(socket.loop).verify(BOB);
    time.pass(50);

    assertThat(publish(HINT).succeeded()).isTrue();
    assertThat(socket.got).containsExactly(HINT);
  }

  @Test
  void writesNothingWhereNothingIsMissing() {
    Socket socket = new Socket();
    int changes = bus.directory().changes();

    for (int round = 0; round < 10; round++) {
      bus.of(socket.loop).verify(BOB);
      time.pass(50);
    }

    assertThat(bus.directory().changes()).isEqualTo(changes);
  }

  @Test
  void reachesBothHalvesOfAClusterThatHasHealed() {
    Socket one = new Socket();
    bus.directory().split();
    Socket other = new Socket();
    publish(HINT);

    bus.directory().unite();
    bus.of(one.loop).verify(BOB);
    bus.of(other.loop).verify(BOB);
    time.pass(10_000);
    one.got.clear();
    other.got.clear();
    publish(HINT);
    time.pass(50);

    assertThat(one.got).contains(HINT);
    assertThat(other.got).contains(HINT);
  }

  @Test
  void tellsItsOwnSocketsOfTheDeviceWhateverTheDirectorySays() {
    List<ConsumerEvent> got = new ArrayList<>();
    sender.subscribe(BOB, got::add);
    bus.directory().away(true);

    publish(new ConsumerEvent.Unregistered());

    assertThat(got).containsExactly(new ConsumerEvent.Unregistered());
  }

  @Test
  void tellsEachSocketOfTheDeviceOnce() {
    List<ConsumerEvent> got = new ArrayList<>();
    sender.subscribe(BOB, got::add);
    Socket other = new Socket();

    publish(new ConsumerEvent.KeysLow());

    assertThat(got).containsExactly(new ConsumerEvent.KeysLow());
    assertThat(other.got).containsExactly(new ConsumerEvent.KeysLow());
  }

  @Test
  void leavesTheDirectoryWhenItsLastSocketOfTheAddressCloses() {
    List<ConsumerEvent> got = new ArrayList<>();
    Socket one = new Socket();
    Subscription another = bus.of(one.loop).subscribe(BOB, got::add).result();

    one.close();
    publish(HINT);
    assertThat(got).containsExactly(HINT);
    another.close();
    time.pass(100);

    assertThat(bus.directory().find(BOB).isEmpty()).isTrue();
  }

  @Test
  void registersInTheEndThoughCallsFail() {
    bus.directory().away(true);
    Socket socket = new Socket();
    time.pass(5000);
    assertThat(socket.subscribed.isComplete()).isFalse();

    bus.directory().away(false);
    time.pass(8000);

    assertThat(socket.subscribed.succeeded()).isTrue();
    assertThat(publish(HINT).succeeded()).isTrue();
  }
}
