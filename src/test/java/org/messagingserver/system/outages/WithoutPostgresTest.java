package org.messagingserver.system.outages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.answers;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.send;
import static org.messagingserver.testkit.Mail.take;
import static org.messagingserver.testkit.Mail.takeAll;
import static org.messagingserver.testkit.Mail.takeOne;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.PostgresProxy;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.Disk;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** Whoever is live goes on talking while Postgres is away; what cannot be kept is not acked. */
class WithoutPostgresTest {
  private static final int WINDOW = 8;
  private static final int BURST = 100;

  /** No race for an ack on a busy machine. */
  private static final Duration HANDOFF = Duration.ofMillis(750);

  private static final Duration STORE = Duration.ofMillis(1500);
  private static final Duration SLACK = Duration.ofSeconds(8);

  private static PostgresProxy proxy;
  private static TestServer server;
  private static Disk disk;

  /** How a database fails. */
  private enum Outage {
    REFUSES {
      @Override
      void begin() {
        proxy.goAway();
      }
    },
    HANGS {
      @Override
      void begin() {
        proxy.stall();
      }
    };

    abstract void begin();
  }

  /** One who is live, and another who sends to them without telling who it is. */
  private record User(Identity identity, RawSocket own, RawSocket friend) {
    static User live() {
      Identity identity = registered(server);
      return new User(identity, RawSocket.open(server).logIn(identity, 1), RawSocket.open(server));
    }

    /** Whether a message that is acked as it comes leaves no row. */
    boolean isHandedOver() {
      long rows = disk.rowsEver();
      return hears("handed over?") && disk.rowsEver() == rows;
    }

    List<Integer> sendBurst() {
      return numbers().stream().map(text -> send(friend, identity, text)).toList();
    }

    boolean hears(String text) {
      int sent = send(friend, identity, text);
      assertThat(takeOne(own)).isEqualTo(text);
      return answers(friend, List.of(sent)).containsValue("ack");
    }
  }

  @BeforeAll
  static void start() {
    String uri = TestPostgres.newDatabaseUri();
    proxy = new PostgresProxy(uri);
    server =
        TestServer.start(
            new JsonObject()
                .put("preKeys", new JsonObject().put("low", 0))
                .put("postgres", new JsonObject().put("uri", proxy.uri()))
                .put(
                    "delivery",
                    new JsonObject()
                        .put("handoffMillis", HANDOFF.toMillis())
                        .put("storeMillis", STORE.toMillis())
                        .put("maxInFlight", WINDOW)));
    disk = new Disk(server, uri);
  }

  @AfterAll
  static void stop() {
    server.close();
    disk.close();
    proxy.close();
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  @ParameterizedTest
  @EnumSource(Outage.class)
  void letsLiveUsersConverse(Outage outage) {
    User alice = User.live();
    User bob = User.live();
    until(alice::isHandedOver);
    until(bob::isHandedOver);

    outage.begin();
    for (int number = 0; number < 50; number++) {
      assertThat(alice.hears("to alice " + number)).isTrue();
      assertThat(bob.hears("to bob " + number)).isTrue();
    }
    proxy.heal();

    assertGoesOn(alice);
    assertGoesOn(bob);
  }

  @ParameterizedTest
  @EnumSource(Outage.class)
  void bringsABurstBeyondTheWindow(Outage outage) {
    User alice = User.live();
    until(alice::isHandedOver);
    outage.begin();

    List<Integer> sent = alice.sendBurst();
    assertThat(take(alice.own, BURST)).isEqualTo(numbers());
    assertThat(answers(alice.friend, sent).values()).containsOnly("ack");
    proxy.heal();

    assertGoesOn(alice);
  }

  @ParameterizedTest
  @EnumSource(Outage.class)
  void refusesInTimeWhatALiveUserDoesNotAck(Outage outage) {
    User alice = User.live();
    until(alice::isHandedOver);
    outage.begin();
    long start = System.nanoTime();

    int sent = send(alice.friend, alice.identity, "not acked");
    ServerMessage late = alice.own.next();

    assertIsRefusedInTime(alice.friend, sent, start);
    proxy.heal();
    alice.own.send(new ClientMessage.Ack(late.sequence()));
    assertGoesOn(alice);
  }

  @ParameterizedTest
  @EnumSource(Outage.class)
  void refusesInTimeWhatIsForSomebodyOffline(Outage outage) {
    Identity offline = registered(server);
    RawSocket sender = RawSocket.open(server);
    deliver(sender, offline, "before");
    outage.begin();
    long start = System.nanoTime();

    int sent = send(sender, offline, "meanwhile");

    assertIsRefusedInTime(sender, sent, start);
    proxy.heal();
    List<String> tried = new ArrayList<>(List.of("meanwhile"));
    until(
        () -> {
          tried.add("after " + tried.size());
          return isAcked(sender, offline, tried.get(tried.size() - 1));
        });
    String acked = tried.remove(tried.size() - 1);
    // What was on its way to Postgres may have been stored though it was refused.
    List<String> all = takeAll(server, offline);
    all.removeAll(tried);
    assertThat(all).containsExactly("before", acked);
  }

  private static boolean isAcked(RawSocket sender, Identity to, String text) {
    return answers(sender, List.of(send(sender, to, text))).containsValue("ack");
  }

  private static void assertIsRefusedInTime(RawSocket sender, int sent, long start) {
    assertThat(answers(sender, List.of(sent))).containsValue("unavailable");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(STORE, STORE.plus(SLACK));
  }

  /**
   * Postgres is back: nothing comes twice, nothing is left, and nothing new is stored. A statement
   * that was on its way when Postgres hung may be carried out yet.
   */
  private static void assertGoesOn(User user) {
    until(() -> Stream.generate(user::isHandedOver).limit(3).allMatch(handedOver -> handedOver));
    until(() -> disk.waiting(user.identity) == 0);
    assertThat(user.own.waiting()).isEmpty();
    assertThat(user.friend.waiting()).isEmpty();
  }

  private static List<String> numbers() {
    return IntStream.range(0, BURST).mapToObj(Integer::toString).toList();
  }
}
