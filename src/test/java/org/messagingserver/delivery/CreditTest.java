package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.DeliveryReceipt.Disposition;

/** What exceeds a recipient's credit waits for it, not for the store. */
class CreditTest extends TwoWays {
  private static final int BURST = 4 * WINDOW;

  @Test
  void aBurstBeyondTheWindowIsNotStored() {
    Client client = new Client(true);
    List<Future<Void>> acks = send(BURST);
    time.pass(50);

    assertThat(client.got).isEqualTo(upTo(BURST));
    assertThat(acks).allMatch(Future::succeeded);
    assertThat(mailbox.appends()).isZero();
  }

  @Test
  void whatASocketDoesNotTakeWaitsUntilItDoes() {
    Client client = new Client(true);
    client.writable = false;
    send(3);
    time.pass(100);
    assertThat(client.got).isEmpty();

    client.writable = true;
    client.mailboxConsumer.writable();
    time.pass(10);

    assertThat(client.got).isEqualTo(upTo(3));
    assertThat(mailbox.appends()).isZero();
  }

  @Test
  void anotherSenderHearsThatThereIsCreditAgain() {
    Client client = new Client(false);
    Dispatcher other = otherDispatcher();
    send(WINDOW);
    time.pass(5);
    Future<Void> waiting = sendFrom(other, "waiting");
    time.pass(50);
    assertThat(waiting.isComplete()).isFalse();

    client.acksAtOnce = true;
    client.ackAll();
    time.pass(10);

    assertThat(client.got).last().isEqualTo("waiting");
    assertThat(waiting.succeeded()).isTrue();
    assertThat(mailbox.appends()).isZero();
  }

  private Future<Void> sendFrom(Dispatcher other, String text) {
    return send(other, quotaOf(other), text);
  }

  @Test
  void whatFindsNoCreditInTimeIsStoredAsEarlyAsWhatIsNotAcked() {
    Client client = new Client(true);
    client.writable = false;
    List<Future<Void>> late = send(4);
    time.pass(HANDOFF - 1);
    assertThat(late).noneMatch(Future::isComplete);

    time.pass(20);

    assertThat(late).allMatch(Future::succeeded);
    client.writable = true;
    client.mailboxConsumer.writable();
    time.pass(100);
    assertThat(client.got).isEqualTo(upTo(4));
  }

  @Test
  void moreThanGetTheirTurnInTimeIsStoredAtOnce() {
    new Client(false);
    send(WINDOW);
    time.pass(5);

    for (int message = 0; message < 1024; message++) {
      sendFrom(dispatcher, "waiting " + message);
    }
    time.pass(50);
    assertThat(mailbox.appends()).isZero();

    sendFrom(dispatcher, "one more");
    time.pass(20);

    assertThat(mailbox.holds(owner, "1")).as("with all that is older").isTrue();
  }

  @Test
  void ofTwoSocketsOneWithoutCreditReadsFromTheStore() {
    Client full = new Client(false);
    send(WINDOW);
    time.pass(HANDOFF / 2);
    Client other = new Client(true);
    full.ackNext();
    send(2);
    time.pass(2000);

    full.acksAtOnce = true;
    full.ackAll();
    time.pass(2000);

    assertThat(full.got).isEqualTo(upTo(WINDOW + 2));
    assertThat(other.got).isEqualTo(upTo(WINDOW + 2));
  }

  @Test
  void whatIsAboutToGoStillGoesIfALaterMessageFindsNoCredit() {
    List<UUID> offered = new ArrayList<>();
    bus.of(loop)
        .subscribe(
            owner,
            event -> {
              if (event instanceof ConsumerEvent.Messages messages) {
                messages.handedOver().forEach(one -> offered.add(one.id()));
              }
            });
    time.pass(10);
    send(4);
    time.pass(5);
    UUID third = offered.get(2);
    UUID fourth = offered.get(3);
    receipts(noCredit(third));

    receipts(new DeliveryReceipt(owner, third, Disposition.CREDIT), noCredit(fourth));

    assertThat(offered.subList(4, offered.size())).containsExactly(third);
  }

  private DeliveryReceipt noCredit(UUID id) {
    return new DeliveryReceipt(owner, id, Disposition.NO_CREDIT);
  }

  private void receipts(DeliveryReceipt... receipts) {
    bus.of(loop).sendReceipts(dispatcher.dispatcherId(), List.of(receipts));
    time.pass(5);
  }

  @Test
  void aMessageIsOfferedEightTimesMoreAndThenStored() {
    Client client = new Client(true);
    client.writable = false;
    send();
    for (int turn = 0; turn < 20; turn++) {
      time.pass(3);
      client.mailboxConsumer.writable();
      client.writable = true;
      client.mailboxConsumer.writable();
      client.writable = false;
    }
    time.pass(10);

    assertThat(mailbox.appends()).isOne();
  }

  @Test
  void connectedUsersGoOnWithoutAStoreThoughTheWindowWasFull() {
    Client client = new Client(false);
    Dispatcher other = otherDispatcher();
    for (int message = 0; message < WINDOW; message++) {
      sendFrom(other, "other " + message);
    }
    time.pass(5);
    mailbox.weather(ModelMailbox.Weather.AWAY);
    send(20);
    time.pass(120);

    client.acksAtOnce = true;
    client.ackAll();
    for (int message = 0; message < 100; message++) {
      send();
      time.pass(20);
    }
    time.pass(1000);

    assertThat(client.got).containsAll(upTo(120));
  }

  @Test
  void whatWaitsIsStoredWhenTheSocketGoes() {
    Client client = new Client(true);
    client.writable = false;
    Future<Void> waiting = send();
    time.pass(20);

    client.mailboxConsumer.close();
    time.pass(20);

    assertThat(waiting.succeeded()).isTrue();
    assertThat(mailbox.holds(owner, "1")).isTrue();
  }

  @Test
  void aLoopThatStoodStillReadsReceiptsBeforeItStores() {
    Client client = new Client(false);
    Future<Void> first = send();
    time.pass(5);

    time.stall(HANDOFF + 350);
    client.ackNext();
    time.pass(30);

    assertThat(first.succeeded()).isTrue();
    assertThat(mailbox.appends()).isZero();
  }
}
