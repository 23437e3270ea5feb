package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.messagingserver.delivery.DeliveryReceipt.Disposition;
import org.messagingserver.delivery.DirectoryLookups.Waiting;
import org.messagingserver.delivery.KnownPlaces.Known;
import org.messagingserver.delivery.LoopEvent.Changed;
import org.messagingserver.delivery.LoopEvent.Delivery;
import org.messagingserver.directory.DirectoryMap;
import org.messagingserver.directory.Place;
import org.messagingserver.directory.Registrations;
import org.messagingserver.encryption.HashedAddress;

/**
 * Finds the MailboxConsumers of an Address through the directory, and remembers for a while where
 * they are. An event bears the token of the entry that it was sent by; an event loop that knows
 * another token sends it back, and it is sent again where the directory says by then. Nothing is
 * concluded from a directory that does not answer.
 */
final class DirectoryBus implements DeliveryBus {
  /** An older entry is read again, beside its next use. */
  private static final long REFRESH_MILLIS = 5000;

  /** Between attempts to say that an entry has changed. */
  private static final long CHANGED_RETRY_MILLIS = 1000;

  private static final int CHANGED_ATTEMPTS = 5;

  /** A token that no entry is known by. */
  private static final long NO_TOKEN = DirectoryLookups.NO_TOKEN;

  private final EventLoop eventLoop;
  private final LoopBus loopBus;
  private final Place self;
  private final DeliveryMeters meters;
  private final OwnRegistrations own;
  private final KnownPlaces knownPlaces = new KnownPlaces();
  private final DirectoryLookups lookups;
  private final BusRegistration registration;
  private Consumer<Moved> onMoved = moved -> {};

  /**
   * @param handoffMillis after which messages are stored, and not to be sent any more
   */
  DirectoryBus(
      EventLoop eventLoop,
      LoopBus loopBus,
      DirectoryMap directory,
      Place self,
      long handoffMillis,
      DeliveryMeters meters) {
    this.eventLoop = eventLoop;
    this.loopBus = loopBus;
    this.self = self;
    this.lookups = new DirectoryLookups(eventLoop, directory, handoffMillis, meters, this::found);
    this.meters = meters;
    this.own = new OwnRegistrations(eventLoop, directory, self, this::added, meters);
    this.registration =
        new BusRegistration(eventLoop, () -> loopBus.listen(self.loop(), this::receive), () -> {});
  }

  /** Starts; completes when every node can reach this event loop. */
  Future<Void> start() {
    return registration.register();
  }

  /** The registration of this event loop. */
  BusRegistration registration() {
    return registration;
  }

  /** Members have come or gone: what is remembered may lack places, or have too many. */
  void membershipChanged() {
    knownPlaces.forgetAll();
  }

  @Override
  public Future<Subscription> subscribe(HashedAddress address, Handler<ConsumerEvent> handler) {
    return own.add(address, handler)
        .map(
            found ->
                () -> {
                  unsubscribe(address, handler);
                  return Future.succeededFuture();
                });
  }

  @Override
  public void unsubscribe(HashedAddress address, Handler<ConsumerEvent> handler) {
    own.remove(address, handler);
  }

  /** Those that were there are not to take what was sent by an entry without this event loop. */
  private void added(HashedAddress address, Registrations entry) {
    knownPlaces.forget(address);
    present(entry.places()).stream()
        .filter(place -> !place.equals(self))
        .forEach(place -> sendChanged(place, address, 1));
  }

  private void sendChanged(Place place, HashedAddress address, int attempt) {
    ExceptionSafe.call(() -> loopBus.send(place, new Changed(address)))
        .onFailure(
            failure -> {
              if (attempt < CHANGED_ATTEMPTS && loopBus.isPresent(place.node())) {
                eventLoop.after(
                    CHANGED_RETRY_MILLIS, () -> sendChanged(place, address, attempt + 1));
              }
            });
  }

  @Override
  public void verify(HashedAddress address) {
    own.verify(address);
  }

  /** Not to where they are now: one that has gone meanwhile may be asked what it has acked. */
  @Override
  public Future<Integer> query(
      HashedAddress address, ConsumerEvent.AckQuery query, Runnable onUnreachable) {
    Delivery delivery = new Delivery(address, NO_TOKEN, self, query);
    return own.elsewhere(address)
        .map(
            elsewhere -> {
              List<Place> places = present(elsewhere);
              boolean othersAreHere = own.count(address) > 1;
              places.forEach(
                  place -> sendTo(place, delivery).onFailure(gone -> onUnreachable.run()));
              if (othersAreHere) {
                eventLoop.afterThisTick(() -> queryOwn(address, query, onUnreachable));
              }
              return places.size() + (othersAreHere ? 1 : 0);
            });
  }

  /** The others may have gone since, and then nobody replies. */
  private void queryOwn(
      HashedAddress address, ConsumerEvent.AckQuery query, Runnable onUnreachable) {
    if (own.count(address) > 1) {
      tellOwn(address, query);
    } else {
      onUnreachable.run();
    }
  }

  @Override
  public Future<Integer> listeners(HashedAddress address) {
    return lookups.find(address).map(found -> present(found.places()).size());
  }

  @Override
  public long loop() {
    return self.loop();
  }

  @Override
  public int listenersHere(HashedAddress address) {
    return own.count(address);
  }

  @Override
  public Future<Void> publish(HashedAddress address, ConsumerEvent event) {
    if (event.isControl()) {
      eventLoop.afterThisTick(() -> tellOwn(address, event));
      knownPlaces.forget(address);
    }
    return route(address, event);
  }

  /** Tells the MailboxConsumers of this event loop. */
  void tellOwn(HashedAddress address, ConsumerEvent event) {
    ExceptionSafe.forEach(own.consumers(address), consumer -> consumer.handle(event));
  }

  private Future<Void> route(HashedAddress to, ConsumerEvent event) {
    Known known = knownPlaces.find(to);
    if (known == null || lookups.isUnderWay(to)) {
      return lookups.enqueue(to, event);
    }
    if (eventLoop.millis() - known.askedAt > REFRESH_MILLIS) {
      refresh(to, known);
    }
    send(to, known.registrations, event);
    return Future.succeededFuture();
  }

  private void send(HashedAddress to, Registrations entry, ConsumerEvent event) {
    Delivery delivery = new Delivery(to, entry.token(), self, event);
    List<Place> places = entry.places();
    for (int index = 0; index < places.size(); index++) {
      sendTo(places.get(index), delivery).onFailure(failure -> notSent(entry, delivery));
    }
  }

  /** Leaves the directory where no MailboxConsumer is left. */
  void leaveAll() {
    own.leaveAll();
  }

  /** Its own event loop has been notified of events about the device. */
  private Future<Void> sendTo(Place place, Delivery delivery) {
    if (delivery.event().isControl() && place.equals(self)) {
      return Future.succeededFuture();
    }
    return loopBus.isPresent(place.node())
        ? ExceptionSafe.call(() -> loopBus.send(place, delivery))
        : Future.failedFuture("a node is gone");
  }

  private List<Place> present(List<Place> places) {
    return places.stream().filter(place -> loopBus.isPresent(place.node())).toList();
  }

  /** It cannot have come to one of the places: where are they now? */
  private void notSent(Registrations entry, Delivery delivery) {
    boolean isOnlyPlace = entry.places().size() == 1;
    sendAgain(delivery.to(), entry.token(), delivery.event(), isOnlyPlace);
  }

  /**
   * Messages are published again by their Dispatcher, in their order; the rest here.
   *
   * @param nobodyHasIt whether the event has come to nobody
   */
  private void sendAgain(
      HashedAddress to, long wrongToken, ConsumerEvent event, boolean nobodyHasIt) {
    boolean isFirst = proveWrong(to, wrongToken);
    if (event instanceof ConsumerEvent.Messages messages) {
      if (isFirst) {
        onMoved.accept(new Moved(to, nobodyHasIt ? messages.ids() : Set.of()));
      }
    } else if (nobodyHasIt || !(event instanceof ConsumerEvent.OnlineOnly)) {
      route(to, event);
    }
  }

  /**
   * The directory is asked again, unless it has said something else since.
   *
   * @return whether no other event that was sent by that entry has proved it wrong before
   */
  private boolean proveWrong(HashedAddress to, long token) {
    Known known = knownPlaces.find(to);
    if (known != null && !known.hasToken(token) && !lookups.isUnderWay(to)) {
      boolean isFirst = known.repeated != token;
      known.repeated = token;
      return isFirst;
    }
    knownPlaces.forget(to);
    return lookups.begin(to, token, known == null ? 0 : known.attempts);
  }

  private void found(
      HashedAddress to,
      Registrations found,
      long askedAt,
      long wrongToken,
      int attempts,
      List<Waiting> events) {
    List<Place> present = present(found.places());
    if (present.isEmpty()) {
      ExceptionSafe.forEach(events, one -> one.published().fail("nobody listens"));
    } else {
      Registrations entry = new Registrations(found.token(), present);
      long repeated = wrongToken == found.token() ? NO_TOKEN : wrongToken;
      knownPlaces.put(to, entry, askedAt, repeated, attempts);
      ExceptionSafe.forEach(
          events,
          one -> {
            send(to, entry, one.event());
            one.published().complete();
          });
    }
  }

  private void refresh(HashedAddress to, Known known) {
    if (!known.isRefreshing) {
      known.isRefreshing = true;
      long askedAt = eventLoop.millis();
      lookups
          .find(to)
          .onSuccess(found -> refreshed(to, known, found, askedAt))
          .onFailure(unknown -> known.isRefreshing = false);
    }
  }

  /** Not over an answer that has come since. */
  private void refreshed(HashedAddress to, Known known, Registrations found, long askedAt) {
    if (knownPlaces.find(to) != known) {
      return;
    }
    List<Place> present = present(found.places());
    if (present.isEmpty()) {
      knownPlaces.forget(to);
    } else {
      knownPlaces.refresh(to, known, new Registrations(found.token(), present), askedAt);
      if (!known.hasToken(found.token())) {
        onMoved.accept(new Moved(to, Set.of()));
      }
    }
  }

  @Override
  public void forget(HashedAddress address) {
    knownPlaces.forget(address);
  }

  @Override
  public void onMoved(Consumer<Moved> handler) {
    onMoved = handler;
  }

  private void receive(LoopEvent event) {
    if (event instanceof Delivery delivery) {
      deliver(delivery);
    } else if (event instanceof LoopEvent.Moved moved) {
      moved(moved);
    } else if (event instanceof Changed changed) {
      own.changed(changed.address());
    } else {
      registration.probeReceived();
    }
  }

  private void deliver(Delivery delivery) {
    HashedAddress to = delivery.to();
    ConsumerEvent event = delivery.event();
    if (own.count(to) == 0) {
      own.ghost(to);
      nobodyHere(delivery);
    } else if (isForAnyToken(event) || own.isCurrent(to, delivery.token())) {
      tellOwn(to, event);
    } else {
      if (event instanceof ConsumerEvent.Stored) {
        tellOwn(to, event);
      }
      if (own.isKnown(to)) {
        own.verify(to);
      }
      sendBack(delivery);
    }
  }

  private static boolean isForAnyToken(ConsumerEvent event) {
    return event.isControl() || event instanceof ConsumerEvent.AckQuery;
  }

  private void nobodyHere(Delivery delivery) {
    if (delivery.event() instanceof ConsumerEvent.AckQuery query) {
      sendReceipts(
          MessageIds.dispatcherOf(query.id()),
          List.of(new DeliveryReceipt(delivery.to(), query.id(), Disposition.NONE_HERE)));
    } else if (!delivery.event().isControl()) {
      sendBack(delivery);
    }
  }

  private void sendBack(Delivery delivery) {
    ConsumerEvent event =
        delivery.event() instanceof ConsumerEvent.Messages messages
            ? messages.withoutContents()
            : delivery.event();
    loopBus.send(delivery.from(), new LoopEvent.Moved(delivery.to(), delivery.token(), event));
  }

  private void moved(LoopEvent.Moved moved) {
    meters.moved();
    Known known = knownPlaces.find(moved.to());
    boolean isFromOnlyPlace =
        known != null && known.hasToken(moved.token()) && known.hasHadOnePlace();
    sendAgain(moved.to(), moved.token(), moved.event(), isFromOnlyPlace);
  }

  @Override
  public Future<Subscription> subscribeReceipts(
      long dispatcherId, Handler<List<DeliveryReceipt>> handler) {
    return loopBus.subscribeReceipts(dispatcherId, handler);
  }

  @Override
  public Future<Void> sendReceipts(long dispatcherId, List<DeliveryReceipt> receipts) {
    return loopBus.sendReceipts(dispatcherId, receipts);
  }
}
