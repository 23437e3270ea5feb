package org.messagingserver.system.outages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.addressOf;
import static org.messagingserver.testkit.Mail.answers;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.registered;
import static org.messagingserver.testkit.Mail.send;
import static org.messagingserver.testkit.Mail.takeAll;
import static org.messagingserver.testkit.Mail.takeOne;
import static org.messagingserver.testkit.Mail.until;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.RawSocket;

/** What becomes of messages while Postgres is away, comes back, or breaks in the middle. */
class StoreOutageTest extends StoreOutage {
  /** Long before the time of a statement is over, and no race on a busy machine. */
  private static final Duration IN_TIME = Duration.ofSeconds(20);

  // Away

  @Test
  void refusesAsUnavailableInTimeAndTakesMessagesAgainAfterwards() {
    Identity recipient = registered(server);
    RawSocket sender = RawSocket.open(server);
    proxy.goAway();
    long start = System.nanoTime();

    List<Integer> sent =
        IntStream.range(0, 20).mapToObj(index -> send(sender, recipient, "lost " + index)).toList();

    assertThat(answers(sender, sent).values()).containsOnly("unavailable");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(STORE_MILLIS), IN_TIME);
    proxy.comeBack();
    until(() -> readiness() == 200);
    deliver(sender, recipient, "taken");
    assertThat(takeAll(server, recipient)).containsExactly("taken");
  }

  @Test
  void refusesAsUnavailableInTimeWhileAStatementStalls() {
    Identity recipient = registered(server);
    RawSocket sender = RawSocket.open(server);
    proxy.stall();
    long start = System.nanoTime();

    List<Integer> sent =
        IntStream.range(0, 20).mapToObj(index -> send(sender, recipient, "stalled")).toList();

    assertThat(answers(sender, sent).values()).containsOnly("unavailable");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(IN_TIME);
    proxy.flow();
    deliver(sender, recipient, "taken");
    assertThat(takeAll(server, recipient)).containsOnlyOnce("taken");
  }

  @Test
  void isNotReadyWhileTheStoreIsAway() {
    assertThat(readiness()).isEqualTo(200);

    proxy.goAway();
    assertThat(readiness()).isEqualTo(503);

    proxy.comeBack();
    until(() -> readiness() == 200);
  }

  @Test
  void refusesALoginWhileTheStoreIsAway() {
    Identity recipient = registered(server);
    RawSocket socket = RawSocket.open(server);
    proxy.goAway();

    socket.send(socket.authResponse(7, recipient, addressOf(recipient)));

    assertThat(socket.next())
        .isInstanceOfSatisfying(
            ServerMessage.Failure.class,
            failure -> {
              assertThat(failure.sequence()).isEqualTo(7);
              assertThat(failure.name()).isEqualTo("unavailable");
            });
    assertThat(socket.closeCode()).isEqualTo(CloseCode.TRY_LATER.code());
  }

  @Test
  void refusesOtherRequestsAsUnavailableAndKeepsTheirConnections() {
    Identity owner = registered(server);
    RawSocket anonymous = RawSocket.open(server);
    RawSocket own = RawSocket.open(server).logIn(owner, 1);
    proxy.goAway();

    anonymous.send(
        new ClientMessage.RequestPreKeys(anonymous.sequence(), owner.userId(), Set.of()));
    own.send(new ClientMessage.Unregister(own.sequence()));

    assertThat(((ServerMessage.Failure) anonymous.next()).name()).isEqualTo("unavailable");
    assertThat(((ServerMessage.Failure) own.next()).name()).isEqualTo("unavailable");
    proxy.comeBack();
    until(() -> readiness() == 200);
    deliver(anonymous, owner, "1");
    assertThat(takeOne(own)).isEqualTo("1");
  }
}
