package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.until;
import static org.messagingserver.testkit.Requests.address;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.part;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.ServerMessage.Drained;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.system.receiving.WakeableServer.Device;
import org.messagingserver.testkit.PushService.Push;
import org.messagingserver.testkit.RawSocket;

/** A device for which something waits is woken, once, and no other is. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WakeupTest {
  private static final Handling QUIET = new Handling(0, false, true);

  @TempDir private static Path directory;
  private static WakeableServer wakeable;

  @BeforeAll
  static void start(Vertx vertx) throws Exception {
    wakeable = WakeableServer.start(vertx, directory);
  }

  @AfterAll
  static void stop() {
    wakeable.close();
  }

  @BeforeEach
  void acceptPushes() {
    wakeable.pushService.answer(201);
  }

  @Test
  void wakesADeviceThatIsNotConnectedByAnEmptyMessage() throws Exception {
    Device device = wakeable.absent();

    device.send("hello");

    Push push = wakeable.awaitPush(device);
    assertThat(device.keys.open(push.body())).isEqualTo(Buffer.buffer());
  }

  /** As a phone that has left the network without a word. */
  @Test
  void wakesADeviceWhoseSocketAcksNothing() throws Exception {
    Device device = wakeable.device();

    wakeable.open().request(outbound(device.user, 1, "hello"));

    assertThat(device.socket.nextInbound()).isNotNull();
    wakeable.awaitPush(device);
  }

  @Test
  void wakesNobodyWhoAcksInTime() throws Exception {
    Device device = wakeable.device();

    device.send("hello");
    assertThat(device.socket.ackedTexts(1)).containsExactly("hello");

    wakeable.fence();
  }

  @Test
  void wakesOnceForMessagesThatComeWithinTheGrace() throws Exception {
    Device device = wakeable.absent();

    IntStream.range(0, 5).forEach(number -> device.send("hello"));

    wakeable.awaitPush(device);
    wakeable.fence();
  }

  @Test
  void wakesNobodyForQuietMessages() throws Exception {
    Device absent = wakeable.absent();
    Device silent = wakeable.device();

    sendQuietly(absent);
    sendQuietly(silent);

    wakeable.fence();
    absent.send("loud");
    wakeable.awaitPush(absent);
  }

  private static void sendQuietly(Device device) {
    RawSocket sender = wakeable.open();
    sender.must(
        sequence ->
            new OutboundMessage(sequence, address(device.user, 1), Buffer.buffer("quiet"), QUIET));
    assertThat(
            sender.ask(
                sequence ->
                    new MultiMessage(
                        sequence,
                        Buffer.buffer("quiet"),
                        List.of(part(device.user, 1, "also ")),
                        QUIET)))
        .isEqualTo(new MultiResult(2, List.of()));
  }

  @Test
  void wakesForAPartOfAMultiMessage() throws Exception {
    Device device = wakeable.absent();

    assertThat(
            wakeable
                .open()
                .ask(
                    sequence ->
                        new MultiMessage(
                            sequence, Buffer.buffer("!"), List.of(part(device.user, 1, "hello")))))
        .isInstanceOf(MultiResult.class);

    wakeable.awaitPush(device);
  }

  @Test
  void wakesForAMessageThatComesBetweenDrainedAndTheEndOfTheConnection() throws Exception {
    Device device = wakeable.absent();
    device.send("waits");
    wakeable.awaitPush(device);
    RawSocket socket = wakeable.open();
    Login login = new Login(address(device.user, 1), socket.challenge(), "", true);
    socket.must(sequence -> RawSocket.authResponse(sequence, device.user, login));
    assertThat(socket.ackedTexts(1)).containsExactly("waits");
    assertThat(socket.next()).isInstanceOf(Drained.class);

    wakeable.open().request(outbound(device.user, 1, "late"));
    assertThat(socket.nextInbound()).isNotNull();
    socket.close();

    wakeable.awaitPush(device);
  }

  @Test
  void wakesAgainForAMessageThatComesDuringThePush() throws Exception {
    Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    wakeable.pushService.answer(held::add);
    Device device = wakeable.absent();
    device.send("first");
    wakeable.awaitPush(device);

    device.send("second");
    wakeable.pushService.answer(201);
    held.forEach(request -> request.response().setStatusCode(201).end());

    wakeable.awaitPush(device);
  }

  @Test
  void wakesForWhatWaitsWhenItSubscribes() throws Exception {
    Device device = wakeable.device();
    device.socket.must(device.subscription("", 0));
    device.socket.close();
    device.send("hello");

    device.logIn();
    device.socket.nextInbound();
    device.socket.must(device.subscription(0));

    wakeable.awaitPush(device);
  }

  @Test
  void delaysThePushAfterAPushAndDropsNone() throws Exception {
    Device device = wakeable.device(3600);
    device.socket.close();
    device.send("first");
    wakeable.awaitPush(device);
    until(() -> device.is("not_before > now() + interval '59 minutes'"));

    device.send("second");
    wakeable.fence();
    assertThat(device.is("due_at = not_before")).isTrue();
    device.change("due_at = now()");

    wakeable.awaitPush(device);
  }

  /** Far more are due than pushes may be under way. */
  @Test
  void wakesAllThoughThePushServiceIsSlow() throws Exception {
    wakeable.fence();
    Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    wakeable.pushService.answer(held::add);
    List<Device> devices = Stream.generate(wakeable::absent).limit(20).toList();
    devices.forEach(device -> device.send("hello"));
    until(() -> held.size() == 2);

    wakeable.pushService.answer(201);
    held.forEach(request -> request.response().setStatusCode(201).end());

    Set<String> pushed =
        Stream.generate(WakeupTest::next).limit(20).map(Push::target).collect(Collectors.toSet());
    assertThat(pushed)
        .containsExactlyInAnyOrderElementsOf(devices.stream().map(device -> device.path).toList());
  }

  private static Push next() {
    try {
      return wakeable.pushService.next();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** It was killed between its claim and the push. */
  @Test
  void wakesForAClaimThatANodeHasLeft() throws Exception {
    Device device = wakeable.absent();
    device.change("claimed_until = now() + interval '1 minute'");
    device.send("hello");
    device.change("due_at = NULL");
    wakeable.fence();

    device.change("claimed_until = now()");

    wakeable.awaitPush(device);
  }
}
