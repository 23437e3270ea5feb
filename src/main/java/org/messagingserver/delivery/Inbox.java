package org.messagingserver.delivery;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.DeliveryBus.Subscription;
import org.messagingserver.delivery.InboxEvent.Hint;
import org.messagingserver.delivery.InboxState.Closed;
import org.messagingserver.delivery.InboxState.Dormant;
import org.messagingserver.delivery.InboxState.Opening;
import org.messagingserver.delivery.InboxState.Parked;
import org.messagingserver.delivery.InboxState.Reading;
import org.messagingserver.delivery.InboxState.Resting;
import org.messagingserver.delivery.InboxState.Retrying;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.Page;
import org.messagingserver.mailbox.SettledRow;
import org.messagingserver.mailbox.Survey;
import org.messagingserver.mailbox.WaitingMessage;
import org.messagingserver.vault.HashedAddress;

/**
 * Brings one authenticated socket everything that waits for its Address, oldest first, each message
 * once while the socket lives. What the client does not ack stays in the store and comes again with
 * the next login. {@link InboxState} shows the machine; all of it runs on the socket's event loop.
 */
public final class Inbox {
  /** When a fresh Inbox looks again: registrations elsewhere may lag, and then nobody hints. */
  private static final List<Long> LOOK_AGAIN_MILLIS = List.of(250L, 1000L);

  private final Vertx vertx;
  private final HashedAddress owner;
  private final Receiver receiver;
  private final Mailbox mailbox;
  private final Settlements settlements;
  private final int maxRows;
  private final Window window;
  private final Backoff backoff = new Backoff();
  private InboxState state = new Opening(false);
  private int lastRead;
  private Subscription subscription = Future::succeededFuture;

  Inbox(
      Vertx vertx,
      HashedAddress owner,
      Receiver receiver,
      Mailbox mailbox,
      Settlements settlements,
      DeliverySettings settings) {
    this.vertx = vertx;
    this.owner = owner;
    this.receiver = receiver;
    this.mailbox = mailbox;
    this.settlements = settlements;
    this.maxRows = settings.batchRows();
    this.window = new Window(settings);
  }

  HashedAddress owner() {
    return owner;
  }

  boolean isClosed() {
    return state instanceof Closed;
  }

  /** An event from the bus. */
  void heard(InboxEvent event) {
    if (state instanceof Closed) {
      return;
    }
    if (state instanceof Opening opening) {
      state = opening.hear();
    } else if (event instanceof InboxEvent.Stored stored) {
      if (!stored.hints().stream().map(Hint::id).allMatch(window::knows)) {
        look();
      }
    } else if (event instanceof InboxEvent.Registered) {
      look();
    } else if (event instanceof InboxEvent.Unregistered) {
      sleep();
    } else {
      receiver.keysLow();
    }
  }

  /**
   * Takes its place on the bus and asks the store whether the device is registered. Fails with
   * {@link InboxUnavailableException}.
   */
  Future<Inbox> open(DeliveryBus bus) {
    return bus.subscribe(owner, this::heard)
        .compose(
            subscribed -> {
              subscription = subscribed;
              return mailbox.survey(List.of(owner));
            })
        .onComplete(asked -> leaveIfClosed())
        .onSuccess(surveys -> opened(surveys.get(0)))
        .onFailure(away -> close())
        .transform(
            opened ->
                opened.succeeded()
                    ? Future.succeededFuture(this)
                    : Future.failedFuture(new InboxUnavailableException()));
  }

  /** The socket may have gone before there was a subscription to close. */
  private void leaveIfClosed() {
    if (state instanceof Closed) {
      subscription.close();
    }
  }

  private void opened(Survey survey) {
    if (state instanceof Opening opening) {
      state = survey.registered() ? opening.hear() : opening;
    }
  }

  /** Starts to deliver: the client has been told that it is logged in. */
  public void begin() {
    if (state instanceof Opening opening) {
      state = new Dormant();
      if (opening.expectant()) {
        look();
      }
      LOOK_AGAIN_MILLIS.forEach(millis -> vertx.setTimer(millis, timer -> lookAgain()));
    }
  }

  private void lookAgain() {
    if (!(state instanceof Dormant)) {
      look();
    }
  }

  /** What the store says of the device when the sweep comes round. */
  void swept(Survey survey) {
    if (!survey.registered()) {
      sleep();
    } else if (survey.waiting() || state instanceof Dormant) {
      look();
    }
  }

  /** The device was unregistered by this very socket: nothing of before comes behind its Ack. */
  public void unregistered() {
    sleep();
  }

  private void sleep() {
    if (!(state instanceof Closed)) {
      state = new Dormant();
      lastRead++;
      window.clear();
    }
  }

  /** Something may wait that no read has shown yet. */
  private void look() {
    if (state instanceof Dormant || state instanceof Resting) {
      read();
    } else if (state instanceof Reading reading) {
      state = reading.hint();
    }
  }

  /** The client acked a sequence; one that is not in flight is ignored. */
  public void acked(int sequence) {
    UUID id = window.acked(sequence);
    if (id == null) {
      return;
    }
    settlements
        .settle(new SettledRow(owner, window.row(id), id))
        .onSuccess(
            gone -> {
              window.forget(id);
              readOn();
            });
    readOn();
  }

  /** The socket takes more again. */
  public void writable() {
    readOn();
  }

  private void readOn() {
    if (state instanceof Parked && window.isHalfFree() && receiver.isWritable()) {
      read();
    }
  }

  private void read() {
    int credit = Math.min(maxRows, window.credit());
    if (credit <= 0 || !receiver.isWritable()) {
      state = new Parked();
      return;
    }
    state = new Reading(false);
    int read = ++lastRead;
    mailbox
        .read(owner, window.rows(), credit, window.creditBytes())
        .onComplete(answer -> answered(read, answer));
  }

  /** An answer that an unregistration has overtaken is not for the present registration. */
  private void answered(int read, AsyncResult<Page> answer) {
    if (read != lastRead || !(state instanceof Reading reading)) {
      return;
    }
    if (answer.failed()) {
      retryLater();
      return;
    }
    backoff.reset();
    Page page = answer.result();
    window.passOver(page.unreadable());
    page.messages().forEach(this::deliver);
    if (page.more() || reading.hinted()) {
      read();
    } else {
      state = new Resting();
    }
  }

  private void deliver(WaitingMessage message) {
    if (!window.knows(message.id())) {
      window.sent(receiver.deliver(message.content()), message);
    }
  }

  private void retryLater() {
    state = new Retrying();
    vertx.setTimer(
        backoff.pause(),
        timer -> {
          if (state instanceof Retrying) {
            read();
          }
        });
  }

  /** The socket is gone: nothing more is delivered, and what was acked is deleted at once. */
  public void close() {
    if (!(state instanceof Closed)) {
      state = new Closed();
      window.clear();
      settlements.flush();
      subscription.close();
    }
  }
}
