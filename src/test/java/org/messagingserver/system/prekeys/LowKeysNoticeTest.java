package org.messagingserver.system.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.unregister;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.ServerMessage.PreKeysLow;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

class LowKeysNoticeTest {
  private static final int LOW = 3;
  private static final int REQUESTED = 7;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static TestServer server;

  private final Identity alice = Identity.generate();

  @BeforeAll
  static void start() {
    JsonObject preKeys =
        new JsonObject()
            .put("low", LOW)
            .put("request", REQUESTED)
            .put("notifyMillis", PAUSE.toMillis())
            .put("noticeJitterMillis", 0);
    server = TestServer.start(new JsonObject().put("preKeys", preKeys));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void comesAfterLoginWithFewKeys() {
    registeredWithEnough().kill();
    take();

    RawSocket device = RawSocket.open(server).logIn(alice, 1);

    assertNotice(device.next());
  }

  @Test
  void comesAfterLoginWithoutKeys() {
    registeredWithEnough().kill();
    take();
    take();
    take();

    RawSocket device = RawSocket.open(server).logIn(alice, 1);

    assertNotice(device.next());
  }

  @Test
  void doesNotComeAfterLoginWithEnoughKeys() {
    registeredWithEnough().kill();

    RawSocket device = RawSocket.open(server).logIn(alice, 1);

    assertThat(device.inAWhile()).isEmpty();
  }

  @Test
  void doesNotComeBeforeRegistering() {
    RawSocket device = RawSocket.open(server).logIn(alice, 1);

    assertThat(device.inAWhile()).isEmpty();
  }

  @Test
  void doesNotComeAfterUnregistering() {
    RawSocket device = registeredWithEnough();

    device.must(unregister());
    RawSocket.open(server).ask(preKeysOf(alice));

    assertThat(device.inAWhile()).isEmpty();
  }

  @Test
  void comesWhenTooFewAreLeft() {
    RawSocket device = registeredWithEnough();
    device.must(register(1, "signed", "d"));

    take();
    assertThat(device.inAWhile()).isEmpty();
    take();

    assertNotice(device.next());
  }

  @Test
  void comesToEveryConnectionOfTheAddress() {
    RawSocket one = registeredWithEnough();
    RawSocket other = RawSocket.open(server).logIn(alice, 1);

    take();

    assertNotice(one.next());
    assertNotice(other.next());
  }

  @Test
  void doesNotComeToOtherDevices() {
    RawSocket other = RawSocket.open(server).logIn(alice, 2);
    other.must(register(2, "signed", "x", "y", "z", "extra"));
    RawSocket device = registeredWithEnough();

    RawSocket.open(server).ask(preKeysOf(alice, 2));

    assertNotice(device.next());
    assertThat(other.inAWhile()).isEmpty();
  }

  @Test
  void waitsForItsTimeAfterTheLast() {
    RawSocket device = registeredWithEnough();
    long beforeTheFirst = System.nanoTime();
    take();
    assertNotice(device.next());

    take();
    take();

    assertNotice(device.next());
    Duration between = Duration.ofNanos(System.nanoTime() - beforeTheFirst);
    assertThat(between).isGreaterThan(PAUSE.dividedBy(2));
    assertThat(device.inAWhile()).isEmpty();
  }

  @Test
  void comesAgainForAsLongAsFewAreLeft() {
    RawSocket device = registeredWithEnough();

    take();

    assertNotice(device.next());
    assertNotice(device.next());
    assertNotice(device.next());
  }

  @Test
  void isDroppedIfThereAreEnoughWhenItsTimeComes() {
    RawSocket device = registeredWithEnough();
    take();
    assertNotice(device.next());

    take();
    device.must(register(1, "signed", "d", "e", "f", "g"));

    awaitPause();
    assertThat(device.waiting()).isEmpty();
  }

  @Test
  void needsNoAckAndMindsNone() {
    RawSocket device = registeredWithEnough();
    take();
    ServerMessage notice = device.next();

    device.send(new ClientMessage.Ack(notice.sequence()));

    RawSocket.open(server).request(outbound(alice, 1, "hello"));
    assertThat(device.ackedTexts(1)).containsExactly("hello");
  }

  private RawSocket registeredWithEnough() {
    return registeredWithEnough(alice);
  }

  private static RawSocket registeredWithEnough(Identity user) {
    return RawSocket.open(server).logIn(user, 1).must(register(1, "signed", "a", "b", "c"));
  }

  /** Has taken a key of the device when it returns. */
  private void take() {
    take(alice);
  }

  private static void take(Identity user) {
    assertThat(RawSocket.open(server).ask(preKeysOf(user))).isInstanceOf(PreKey.class);
  }

  /** A notice held back from now on has come when this returns, so have all from before. */
  private static void awaitPause() {
    Identity bob = Identity.generate();
    RawSocket timekeeper = registeredWithEnough(bob);
    take(bob);
    assertNotice(timekeeper.next());
    take(bob);
    assertNotice(timekeeper.next());
  }

  private static void assertNotice(ServerMessage message) {
    assertThat(message)
        .isInstanceOfSatisfying(
            PreKeysLow.class, low -> assertThat(low.keysRequested()).isEqualTo(REQUESTED));
  }
}
