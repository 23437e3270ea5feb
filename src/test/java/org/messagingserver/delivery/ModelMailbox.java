package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.AckedRow;
import org.messagingserver.mailbox.AppendOutcome;
import org.messagingserver.mailbox.DeviceAdmission;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.MailboxStatus;
import org.messagingserver.mailbox.MailboxUnavailableException;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.mailbox.Requester;
import org.messagingserver.mailbox.RowRange;
import org.messagingserver.mailbox.WaitingMessage;

/** What the store promises, in memory: slow, and as unreliable as it is told to be. */
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
  private static final int MAX_MESSAGES = 30;

  private final EventLoop eventLoop;
  private final Map<HashedAddress, TreeMap<Long, NewMessage>> rows = new HashMap<>();
  private final Map<HashedAddress, HashedRegistration> registered = new HashMap<>();
  private final Map<HashedAddress, DeviceAdmission> admissions = new HashMap<>();
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
    return rows.getOrDefault(owner, new TreeMap<>()).values().stream()
        .anyMatch(message -> message.id().equals(id));
  }

  boolean holds(HashedAddress owner, String content) {
    return rows.getOrDefault(owner, new TreeMap<>()).values().stream()
        .anyMatch(message -> message.content().toString().equals(content));
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

  /** The contents of what waits. */
  List<String> waiting(HashedAddress owner) {
    return rows.getOrDefault(owner, new TreeMap<>()).values().stream()
        .map(message -> message.content().toString())
        .toList();
  }

  boolean isEmpty(HashedAddress owner) {
    return rows.getOrDefault(owner, new TreeMap<>()).isEmpty();
  }

  /** As it was registered before, or for the first time. */
  void register(HashedAddress owner) {
    registered.putIfAbsent(owner, registration(1));
  }

  /** Says whether it had another registration before. */
  boolean register(HashedAddress owner, HashedRegistration registration) {
    HashedRegistration former = registered.put(owner, registration);
    return former != null && !former.equals(registration);
  }

  /** One of the registrations that a device may have. */
  static HashedRegistration registration(int number) {
    return new HashedRegistration(new UUID(9, number));
  }

  void unregister(HashedAddress owner) {
    registered.remove(owner);
    rows.remove(owner);
  }

  boolean isRegistered(HashedAddress owner) {
    return registered.containsKey(owner);
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
        return run(caller, () -> () -> page(owner, rowRange, known, limit));
      }

      @Override
      public Future<Void> delete(List<AckedRow> settled) {
        return run(caller, () -> () -> remove(settled));
      }

      @Override
      public Future<List<MailboxStatus>> status(Collection<HashedAddress> addresses) {
        List<HashedAddress> asked = List.copyOf(addresses);
        return run(caller, () -> () -> asked.stream().map(ModelMailbox.this::look).toList());
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
          .forEach(message -> commitOne(message, ++lastRow));
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
    List<AppendOutcome> outcomes = new ArrayList<>();
    for (NewMessage message : messages) {
      underWay.remove(message.id());
      outcomes.add(commitOne(message, first + outcomes.size()));
    }
    return outcomes;
  }

  private AppendOutcome commitOne(NewMessage message, long number) {
    HashedRegistration registration = registered.get(message.to());
    if (registration == null) {
      return AppendOutcome.Refused.UNKNOWN_USER;
    }
    TreeMap<Long, NewMessage> mailbox =
        rows.computeIfAbsent(message.to(), owner -> new TreeMap<>());
    for (Map.Entry<Long, NewMessage> row : mailbox.entrySet()) {
      if (row.getValue().id().equals(message.id())) {
        return new AppendOutcome.Stored(row.getKey());
      }
    }
    if (!message.registration().orElse(registration).equals(registration)) {
      return AppendOutcome.Refused.STALE_DEVICE;
    }
    if (mailbox.size() >= MAX_MESSAGES) {
      return AppendOutcome.Refused.MAILBOX_FULL;
    }
    mailbox.put(number, message);
    return new AppendOutcome.Stored(number);
  }

  private MailboxPage page(HashedAddress owner, RowRange rowRange, Set<Long> except, int limit) {
    if (!registered.containsKey(owner)) {
      return new MailboxPage(
          Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty(), 0);
    }
    TreeMap<Long, NewMessage> all = rows.getOrDefault(owner, new TreeMap<>());
    List<WaitingMessage> waiting =
        all.subMap(rowRange.after(), false, rowRange.upTo(), true).entrySet().stream()
            .filter(row -> !except.contains(row.getKey()))
            .limit(limit)
            .map(
                row ->
                    new WaitingMessage(row.getKey(), row.getValue().id(), row.getValue().content()))
            .toList();
    boolean full = waiting.size() == limit;
    long last = full ? waiting.get(limit - 1).row() : 0;
    long newest = all.isEmpty() ? 0 : all.lastKey();
    return new MailboxPage(
        Optional.of(admission(owner)),
        Optional.of(registered.get(owner)),
        waiting,
        List.of(),
        rowRange.next(full, last, newest),
        newest);
  }

  private Void remove(List<AckedRow> acked) {
    for (AckedRow row : acked) {
      rows.getOrDefault(row.owner(), new TreeMap<>())
          .entrySet()
          .removeIf(
              there ->
                  there.getValue().id().equals(row.id())
                      && (row.row() == AckedRow.UNKNOWN_ROW || row.row() == there.getKey()));
    }
    return null;
  }

  private DeviceAdmission admission(HashedAddress owner) {
    return admissions.getOrDefault(owner, DeviceAdmission.EVERYBODY);
  }

  /** The device takes messages of these alone from now on. */
  void admit(HashedAddress owner, DeviceAdmission admission) {
    admissions.put(owner, admission);
  }

  private MailboxStatus look(HashedAddress owner) {
    boolean waiting = !rows.getOrDefault(owner, new TreeMap<>()).isEmpty();
    boolean isRegistered = registered.containsKey(owner);
    return new MailboxStatus(
        owner,
        isRegistered ? Optional.of(admission(owner)) : Optional.empty(),
        isRegistered && waiting);
  }
}
