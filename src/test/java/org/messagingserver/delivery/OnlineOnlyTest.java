package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.delivery.ModelMailbox.registration;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.ConsumerEvent.OnlineOnly;
import org.messagingserver.delivery.ModelAdmission.Strangers;
import org.messagingserver.encryption.HashedRegistration;

/** Messages that are worth nothing later, in simulated time. */
class OnlineOnlyTest extends TwoWays {
  private static final int PLACES = 32;

  private Future<Void> sendOnlineOnly(String content) {
    return sendOnlineOnly(content, Optional.empty(), Optional.empty());
  }

  private Future<Void> sendOnlineOnly(
      String content, Optional<HashedRegistration> registration, Optional<UUID> deliveryToken) {
    Future<Void> answer =
        dispatcher.sendOnlineOnly(
            senderQuota,
            owner,
            new OnlineOnly(Buffer.buffer(content), registration, deliveryToken));
    time.pass(1);
    return answer;
  }

  @Test
  void reachWhoIsThereAndNoStore() {
    Client client = new Client(false);

    Future<Void> answer = sendOnlineOnly("typing");

    assertThat(answer.succeeded()).isTrue();
    assertThat(client.got).containsExactly("typing");
    time.pass(10 * HANDOFF);
    assertThat(mailbox.appends()).isZero();
  }

  @Test
  void areAckedAndDroppedWhereNobodyIsThere() {
    Future<Void> answer = sendOnlineOnly("typing");

    assertThat(answer.succeeded()).isTrue();
    assertThat(new Client(true).got).isEmpty();
    assertThat(mailbox.appends()).isZero();
  }

  @Test
  void areNotPublishedWhereNobodyListenedAMomentAgo() {
    int before = bus.publishes();

    sendOnlineOnly("1");
    sendOnlineOnly("2");
    assertThat(bus.publishes()).isEqualTo(before + 1);
    time.pass(1000);
    sendOnlineOnly("3");

    assertThat(bus.publishes()).isEqualTo(before + 2);
  }

  @Test
  void reachEverySocketOfTheDevice() {
    Client one = new Client(true);
    Client other = new Client(false);

    sendOnlineOnly("typing");

    assertThat(one.got).containsExactly("typing");
    assertThat(other.got).containsExactly("typing");
  }

  /** The client acks neither: an ordinary message would have to be stored. */
  @Test
  void waitForNothingThatIsInTheirWayAndHoldNothingUp() {
    Client client = new Client(false);
    Future<Void> safe = send();

    sendOnlineOnly("typing");
    client.ackNext();
    time.pass(1);

    assertThat(client.got).containsExactly("1", "typing");
    assertThat(safe.succeeded()).isTrue();
    Future<Void> next = send();
    time.pass(1);
    assertThat(client.got).containsExactly("1", "typing", "2");
    assertThat(next.isComplete()).isFalse();
  }

  @Test
  void takeFewPlacesUntilTheyAreAckedOrForgotten() {
    Client client = new Client(false);

    IntStream.range(0, PLACES + 5).forEach(number -> sendOnlineOnly("typing"));
    assertThat(client.got).hasSize(PLACES);
    client.ackNext();
    sendOnlineOnly("typing");
    sendOnlineOnly("one too many");
    assertThat(client.got).hasSize(PLACES + 1).doesNotContain("one too many");

    time.pass(HANDOFF);
    sendOnlineOnly("again");
    assertThat(client.got).hasSize(PLACES + 2).contains("again");
  }

  @Test
  void leaveTheWindowToOthers() {
    Client client = new Client(false);
    IntStream.range(0, PLACES).forEach(number -> sendOnlineOnly("typing"));

    send(WINDOW);
    time.pass(1);
    sendOnlineOnly("no place left");

    assertThat(client.got).hasSize(PLACES + WINDOW).endsWith("" + WINDOW);
    assertThat(mailbox.appends()).isZero();
  }

  @Test
  void reachOneRegistrationAlone() {
    Client client = new Client(true);

    Future<Void> other =
        sendOnlineOnly("for another", Optional.of(registration(2)), Optional.empty());
    sendOnlineOnly("for this one", Optional.of(registration(1)), Optional.empty());

    assertThat(other.succeeded()).isTrue();
    assertThat(client.got).containsExactly("for this one");
  }

  @Test
  void needATokenWhereStrangersAreNotWelcome() {
    UUID token = UUID.randomUUID();
    mailbox.admit(owner, new ModelAdmission(Strangers.NONE, Set.of(token)));
    Client client = new Client(true);

    Future<Void> stranger = sendOnlineOnly("from a stranger");
    sendOnlineOnly("from a contact", Optional.empty(), Optional.of(token));

    assertThat(stranger.succeeded()).isTrue();
    assertThat(client.got).containsExactly("from a contact");
  }

  @Test
  void areAckedEvenIfTheBusThrows() {
    bus.stop();

    assertThat(sendOnlineOnly("typing").succeeded()).isTrue();
    assertThat(senderQuota.hasRoom()).isTrue();
  }

  @Test
  void doNotReachAnUnregisteredDevice() {
    Client client = new Client(true);
    mailbox.unregister(owner);
    client.mailboxConsumer.unregistered();

    assertThat(sendOnlineOnly("typing").succeeded()).isTrue();

    assertThat(client.got).isEmpty();
  }
}
