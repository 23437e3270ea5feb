package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.AckedRow;
import org.messagingserver.mailbox.AppendOutcome;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.MailboxStatus;
import org.messagingserver.mailbox.MailboxUnavailableException;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.mailbox.Requester;
import org.messagingserver.mailbox.RowRange;

/** The connections to a {@link ModelStore}: slow and unreliable, as a test demands. */
final class ModelMailbox {

  /** What becomes of a statement. */
  enum Weather {
    FAIR,
    /** It never reaches the store. */
    AWAY,
    /** It is carried out, and its answer lost. */
    ANSWERS_LOST,
    /** Its answer is lost, and it is carried out some time after. */
    LATE,
    /** It is carried out, and the connection is given up only long after. */
    HANGS,
    /** It waits long, and goes well. */
    SLOW
  }

  private record Late(List<NewMessage> messages) {}

  private static final long HANG = 3000;

  private final EventLoop eventLoop;
  private final ModelClock clock;
  private final ModelStore store;
  private final Set<Late> late = new HashSet<>();
  private final Set<String> unsure = new HashSet<>();
  private final Set<UUID> underWay = new HashSet<>();
  private long lastRow;
  private int appends;
  private boolean appendedOnlineOnly;
  private int statements;
  private Weather weather = Weather.FAIR;
  private long delay = 2;

  ModelMailbox(EventLoop eventLoop) {
    this.eventLoop = eventLoop;
    this.clock = new ModelClock(eventLoop);
    this.store = new ModelStore(clock);
  }

  void weather(Weather next) {
    weather = next;
  }

  void delay(long millis) {
    delay = millis;
  }

  int appends() {
    return appends;
  }

  int statements() {
    return statements;
  }

  boolean holds(HashedAddress owner, UUID id) {
    return store.holds(owner, message -> message.id().equals(id));
  }

  boolean holds(HashedAddress owner, String content) {
    return store.holds(owner, message -> message.content().toString().equals(content));
  }

  /** Whether a statement that should have stored it may have been given up. */
  boolean mayStoreLate(String content) {
    return unsure.contains(content);
  }

  private void noteOnlineOnly(String content) {
    appendedOnlineOnly |= ModelOnlineOnly.is(content);
  }

  /** Whether it was to store a message that is worth nothing later. */
  boolean hasAppendedOnlineOnly() {
    return appendedOnlineOnly;
  }

  ModelClock clock() {
    return clock;
  }

  /** Deletes what has expired, as nodes do from time to time. */
  void expire() {
    store.expire();
  }

  /** When a message was stored last; the beginning of time if never. */
  long storedAt(String content) {
    return store.storedAt(content);
  }

  /** The contents of what waits. */
  List<String> waiting(HashedAddress owner) {
    return store.waiting(owner);
  }

  boolean isEmpty(HashedAddress owner) {
    return store.isEmpty(owner);
  }

  /** As it was registered before, or for the first time. */
  void register(HashedAddress owner) {
    store.register(owner);
  }

  /** Says whether it had another registration before. */
  boolean register(HashedAddress owner, HashedRegistration registration) {
    return store.register(owner, registration);
  }

  /** One of the registrations that a device may have. */
  static HashedRegistration registration(int number) {
    return new HashedRegistration(new UUID(9, number));
  }

  void unregister(HashedAddress owner) {
    store.unregister(owner);
  }

  Optional<HashedRegistration> registrationOf(HashedAddress owner) {
    return store.registrationOf(owner);
  }

  boolean isRegistered(HashedAddress owner) {
    return store.isRegistered(owner);
  }

  /** The device takes messages of these alone from now on. */
  void admit(HashedAddress owner, ModelAdmission admission) {
    store.admit(owner, admission);
  }

  ModelAdmission admission(HashedAddress owner) {
    return store.admission(owner);
  }

  /** Whether a message was stored for a device that takes few of its kind. */
  boolean wasForFew(String content) {
    return store.wasForFew(content);
  }

  /** As one event loop sees it; answers reach it only while it lives. */
  Mailbox of(MortalLoop caller) {
    return new Mailbox() {
      @Override
      public Future<List<AppendOutcome>> append(List<NewMessage> messages) {
        appends++;
        messages.forEach(message -> noteOnlineOnly(message.content().toString()));
        if (weather != Weather.FAIR) {
          messages.forEach(message -> unsure.add(message.content().toString()));
        }
        if (weather == Weather.LATE) {
          Late statement = new Late(messages);
          late.add(statement);
          eventLoop.after(10 * delay, () -> carryOut(statement));
          return fail();
        }
        return run(caller, () -> begin(messages));
      }

      @Override
      public Future<MailboxPage> read(
          HashedAddress owner,
          RowRange rowRange,
          Collection<Long> except,
          int limit,
          long maxBytes,
          Requester requester) {
        Set<Long> known = Set.copyOf(except);
        return run(caller, () -> () -> store.read(owner, rowRange, known, limit));
      }

      @Override
      public Future<Void> delete(List<AckedRow> settled) {
        return run(
            caller,
            () ->
                () -> {
                  store.delete(settled);
                  return null;
                });
      }

      @Override
      public Future<List<MailboxStatus>> status(Collection<HashedAddress> addresses) {
        List<HashedAddress> asked = List.copyOf(addresses);
        return run(caller, () -> () -> asked.stream().map(store::status).toList());
      }

      private <T> Future<T> fail() {
        return run(caller, Weather.AWAY, () -> () -> null);
      }
    };
  }

  private <T> Future<T> run(MortalLoop caller, Supplier<Supplier<T>> statement) {
    return run(caller, weather == Weather.LATE ? Weather.AWAY : weather, statement);
  }

  /**
   * Several connections: one statement overtakes another on its way, between its beginning and its
   * commit, and on its answer's way, too.
   */
  private <T> Future<T> run(MortalLoop caller, Weather now, Supplier<Supplier<T>> statement) {
    int number = ++statements;
    Promise<T> answer = Promise.promise();
    long answerDelay = now == Weather.HANGS ? HANG : number % 3 == 0 ? 4 * delay : delay;
    long wait = now == Weather.SLOW ? HANG : 0;
    eventLoop.after(
        wait + (number % 5 == 0 ? 3 * delay : delay),
        () -> {
          Supplier<T> outcome = now == Weather.AWAY ? () -> null : statement.get();
          eventLoop.after(
              number % 4 == 0 ? 5 * delay : 0,
              () -> {
                T result = outcome.get();
                caller.after(answerDelay, () -> answer(now, result, answer));
              });
        });
    return answer.future();
  }

  private static <T> void answer(Weather now, T result, Promise<T> answer) {
    if (now == Weather.FAIR || now == Weather.SLOW) {
      answer.complete(result);
    } else {
      answer.fail(new MailboxUnavailableException());
    }
  }

  private void carryOut(Late statement) {
    if (late.remove(statement)) {
      statement.messages.stream()
          .filter(message -> !underWay.contains(message.id()))
          .forEach(message -> store.append(message, ++lastRow));
    }
  }

  /**
   * Rows have their numbers before they are committed. Of two statements with the same message the
   * later one waits for the earlier.
   */
  private Supplier<List<AppendOutcome>> begin(List<NewMessage> messages) {
    for (Late statement : List.copyOf(late)) {
      if (statement.messages.stream()
          .anyMatch(one -> messages.stream().anyMatch(other -> other.id().equals(one.id())))) {
        carryOut(statement);
      }
    }
    long first = lastRow + 1;
    lastRow += messages.size();
    messages.forEach(message -> underWay.add(message.id()));
    return () -> commit(messages, first);
  }

  private List<AppendOutcome> commit(List<NewMessage> messages, long first) {
    AppendOutcome[] outcomes = new AppendOutcome[messages.size()];
    List<Integer> forFew = new ArrayList<>();
    for (int index = 0; index < outcomes.length; index++) {
      NewMessage message = messages.get(index);
      underWay.remove(message.id());
      if (store.isForFew(message)) {
        forFew.add(index);
      } else {
        outcomes[index] = store.append(message, first + index);
      }
    }
    forFew.forEach(index -> outcomes[index] = store.append(messages.get(index), ++lastRow));
    return List.of(outcomes);
  }
}
