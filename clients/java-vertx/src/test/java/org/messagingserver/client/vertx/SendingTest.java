package org.messagingserver.client.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.ClientLimits;
import org.messagingserver.client.ConnectionClosedException;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.QueueFullException;
import org.messagingserver.client.SendOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.Retry;

class SendingTest extends ClientTest {

  @Test
  void succeedsOnceTheServerAcks() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    Future<Void> sent = connection.send(FRIEND, Buffer.buffer("hello"));
    OutboundMessage message = socket.expect(OutboundMessage.class);
    assertThat(sent.isComplete()).isFalse();
    socket.ack(message);

    Await.done(sent);
    assertThat(message.to()).isEqualTo(FRIEND);
    assertThat(message.sealedMessage()).isEqualTo(Buffer.buffer("hello"));
  }

  @Test
  void asksForTheTimeToLiveThatTheAppWishesAndForNoneOtherwise() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    Future<Void> shortLived =
        connection.send(
            FRIEND, Buffer.buffer("1"), SendOptions.NONE.withHandling(new Handling(24)));
    Future<Void> other = connection.send(FRIEND, Buffer.buffer("2"));
    List<OutboundMessage> written = socket.expectSends(2);
    written.forEach(socket::ack);

    Await.done(shortLived);
    Await.done(other);
    assertThat(written)
        .extracting(OutboundMessage::handling)
        .containsExactly(new Handling(24), Handling.ORDINARY);
  }

  @Test
  void namesTheRegistrationThatTheAppSealedForAndFailsWhereItIsStale() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    Future<Void> named =
        connection.send(FRIEND, Buffer.buffer("1"), SendOptions.NONE.withRegistrationId(0));
    Future<Void> other = connection.send(FRIEND, Buffer.buffer("2"));
    List<OutboundMessage> written = socket.expectSends(2);
    socket.refuse(written.get(0), ErrorName.STALE_DEVICE);
    socket.ack(written.get(1));

    Await.done(other);
    assertThat(written)
        .extracting(OutboundMessage::registrationId)
        .containsExactly(OptionalInt.of(0), OptionalInt.empty());
    assertThat(Await.failed(named))
        .isInstanceOfSatisfying(
            ServerRefusedException.class,
            refusal -> {
              assertThat(refusal.error()).contains(ErrorName.STALE_DEVICE);
              assertThat(refusal.retry()).isEqualTo(Retry.NO);
            });
  }

  @Test
  void writesNoMoreThanTheWindowBeforeAnswersCome() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withLimits(ClientLimits.DEFAULT.withSendWindow(2)));
    ScriptedSocket socket = server.accept();

    sendAll(connection, FRIEND, "1", "2", "3");
    List<OutboundMessage> first = socket.expectSends(2);
    Await.done(connection.connect());
    assertThat(socket.hasReceived()).isFalse();
    socket.ack(first.get(0));

    assertThat(texts(socket.expectSends(1))).containsExactly("3");
  }

  @Test
  void sendsAgainInOrderWhatALostSocketLeftUnanswered() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket first = server.accept();

    List<Future<Void>> sent = sendAll(connection, FRIEND, "1", "2", "3", "4");
    List<OutboundMessage> written = first.expectSends(4);
    first.ack(written.get(1));
    Await.done(sent.get(1));
    first.close(1012);

    ScriptedSocket second = server.accept();
    List<OutboundMessage> again = second.expectSends(3);
    assertThat(texts(again)).containsExactly("1", "3", "4");
    again.forEach(second::ack);
    sent.forEach(Await::done);
  }

  @Test
  void sendsAgainInOrderWhatWasRefusedForNow() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    List<Future<Void>> sent = sendAll(connection, FRIEND, "1", "2", "3");
    List<OutboundMessage> written = socket.expectSends(3);
    socket.refuse(written.get(1), ErrorName.MAILBOX_FULL);
    socket.refuse(written.get(2), ErrorName.UNAVAILABLE);
    socket.refuse(written.get(0), ErrorName.MAILBOX_FULL);

    for (String text : List.of("1", "2", "3")) {
      OutboundMessage again = socket.expect(OutboundMessage.class);
      assertThat(again.sealedMessage().toString()).isEqualTo(text);
      socket.ack(again);
    }
    sent.forEach(Await::done);
  }

  @Test
  void sendsNothingMoreToARecipientWhileAnAnswerIsOpenAfterARefusal() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    sendAll(connection, FRIEND, "1", "2");
    List<OutboundMessage> written = socket.expectSends(2);
    socket.refuse(written.get(0), ErrorName.MAILBOX_FULL);
    sendAll(connection, OTHER, "to another");
    socket.ack(socket.expectSends(1).get(0));
    // Longer than the longest backoff: only the open answer can hold the first one back.
    Await.done(vertx.timer(3 * QUICK.backoffMax().toMillis()));
    assertThat(socket.hasReceived()).isFalse();
    socket.ack(written.get(1));

    assertThat(texts(socket.expectSends(1))).containsExactly("1");
  }

  @Test
  void probesWithOneMessageAfterARefusal() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    sendAll(connection, FRIEND, numbered(5));
    socket.expectSends(5).forEach(message -> socket.refuse(message, ErrorName.MAILBOX_FULL));
    OutboundMessage probe = socket.expect(OutboundMessage.class);
    sendAll(connection, OTHER, "to another");
    assertThat(texts(socket.expectSends(1))).containsExactly("to another");
    socket.ack(probe);

    assertThat(texts(socket.expectSends(4))).containsExactly("1", "2", "3", "4");
  }

  @Test
  void holdsEverythingWhileTheServerGetsTooMuch() throws InterruptedException {
    Duration wait = Duration.ofMillis(300);
    AnonymousConnection connection =
        anonymous(options().withTimeouts(QUICK.withBackoff(wait, wait)));
    ScriptedSocket socket = server.accept();

    List<Future<Void>> sent = sendAll(connection, FRIEND, "too much", "also");
    List<OutboundMessage> written = socket.expectSends(2);
    long refused = System.nanoTime();
    socket.refuse(written.get(0), ErrorName.TOO_MANY_REQUESTS);
    socket.refuse(written.get(1), ErrorName.UNKNOWN_DEVICE);
    Await.failed(sent.get(1));
    sendAll(connection, OTHER, "held too");

    socket.expectSends(1);
    assertThat(Duration.ofNanos(System.nanoTime() - refused))
        .isGreaterThanOrEqualTo(wait.dividedBy(2));
  }

  @Test
  void reportsEachRefusalAfterWhichItSendsAgain() throws InterruptedException {
    BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
    AnonymousConnection connection = anonymous(options());
    connection.onRefused((message, refusal) -> refusals.add(message + " " + refusal.name()));
    ScriptedSocket socket = server.accept();

    List<Future<Void>> sent = sendAll(connection, FRIEND, "1", "2");
    List<OutboundMessage> written = socket.expectSends(2);
    socket.refuse(written.get(0), ErrorName.UNAVAILABLE);
    socket.refuse(written.get(1), ErrorName.UNKNOWN_DEVICE);
    OutboundMessage again = socket.expect(OutboundMessage.class);
    socket.refuse(again, ErrorName.MAILBOX_FULL);
    socket.ack(socket.expect(OutboundMessage.class));

    Await.done(sent.get(0));
    assertThat(refusals).containsExactly("1 unavailable", "1 mailbox_full");
  }

  @Test
  void tellsARefusalThatWillNotPassAtOnceAndGoesOn() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    List<Future<Void>> sent = sendAll(connection, FRIEND, "1", "2");
    List<OutboundMessage> written = socket.expectSends(2);
    socket.refuse(written.get(0), ErrorName.UNKNOWN_DEVICE);
    socket.ack(written.get(1));

    Await.done(sent.get(1));
    assertThat(Await.failed(sent.get(0)))
        .isInstanceOfSatisfying(
            ServerRefusedException.class,
            refusal -> assertThat(refusal.error()).contains(ErrorName.UNKNOWN_DEVICE));
  }

  @Test
  void givesUpWhenTheTimeForAMessageIsOver() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withTimeouts(QUICK.withSend(Duration.ofSeconds(2))));
    ScriptedSocket socket = server.accept();

    List<Future<Void>> sent = sendAll(connection, FRIEND, "never answered", "refused for now");
    socket.refuse(socket.expectSends(2).get(1), ErrorName.MAILBOX_FULL);

    assertThat(Await.failed(sent.get(0))).isInstanceOf(OutcomeUnknownException.class);
    assertThat(Await.failed(sent.get(1)))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasCauseInstanceOf(ServerRefusedException.class);
  }

  @Test
  void goesOverToAnotherSocketWhenAnAnswerIsOverdue() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withTimeouts(QUICK.withRequest(Duration.ofSeconds(2))));
    ScriptedSocket first = server.accept();

    Future<Void> sent = connection.send(FRIEND, Buffer.buffer("hello"));
    first.expect(OutboundMessage.class);
    first.awaitClosed();
    ScriptedSocket second = server.accept();
    second.ack(second.expect(OutboundMessage.class));

    Await.done(sent);
  }

  @Test
  void failsAtOnceAtTheLimitOfPendingMessages() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withLimits(ClientLimits.DEFAULT.withPending(2, 100)));
    ScriptedSocket socket = server.accept();

    List<Future<Void>> sent = sendAll(connection, FRIEND, "1", "2", "3");
    assertThat(Await.failed(sent.get(2))).isInstanceOf(QueueFullException.class);
    socket.expectSends(2).forEach(socket::ack);
    Await.done(sent.get(0));
    Await.done(sent.get(1));

    assertThat(Await.failed(connection.send(FRIEND, Buffer.buffer(new byte[101]))))
        .isInstanceOf(QueueFullException.class);
    connection.send(FRIEND, Buffer.buffer(new byte[100]));
    assertThat(socket.expectSends(1)).hasSize(1);
  }

  @Test
  void refusesAMessageThatFitsIntoNoFrameAndTakesTheLargestThatDoes() throws InterruptedException {
    AnonymousConnection connection =
        anonymous(options().withLimits(ClientLimits.DEFAULT.withFrameBytes(1000)));
    ScriptedSocket socket = server.accept();
    int largest = 1000 - overhead(1000);

    connection.send(FRIEND, Buffer.buffer(new byte[largest]));

    assertThat(socket.expect(OutboundMessage.class).sealedMessage().length()).isEqualTo(largest);
    assertThat(Await.failed(connection.send(FRIEND, Buffer.buffer(new byte[largest + 1]))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** What the longest sequence and the address add to a message of about this length. */
  private static int overhead(int length) {
    Buffer message = Buffer.buffer(new byte[length]);
    return ClientMessageCodec.encode(new OutboundMessage(-1, FRIEND, message)).length() - length;
  }

  @Test
  void failsPendingMessagesWhenClosed() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    List<Future<Void>> sent = sendAll(connection, FRIEND, "1", "2");
    socket.expectSends(2);
    Await.done(connection.close());

    assertThat(sent).allSatisfy(this::isClosed);
    isClosed(connection.send(FRIEND, Buffer.buffer("too late")));
    socket.awaitClosed();
  }

  private void isClosed(Future<Void> future) {
    assertThat(Await.failed(future)).isInstanceOf(ConnectionClosedException.class);
  }
}
