package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.messagingserver.delivery.ModelAdmission.Strangers;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.AckedRow;
import org.messagingserver.mailbox.AppendOutcome;
import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.MailboxStatus;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.mailbox.RowRange;
import org.messagingserver.mailbox.WaitingMessage;

/** The tables of the store, in memory, and what each statement does to them once it commits. */
final class ModelStore {
  private static final int MAX_MESSAGES = 30;
  private static final int RETENTION_HOURS = 720;
  private static final int MAX_OF_STRANGERS = 20;

  private record Row(NewMessage message, long expiresAt) {}

  private final ModelClock clock;
  private final Map<HashedAddress, NavigableMap<Long, Row>> rows = new HashMap<>();
  private final Map<String, Long> storedAt = new HashMap<>();
  private final Map<HashedAddress, List<Long>> strangersAt = new HashMap<>();
  private final Set<String> amongFew = new HashSet<>();
  private final Map<HashedAddress, HashedRegistration> registered = new HashMap<>();
  private final Map<HashedAddress, ModelAdmission> admissions = new HashMap<>();

  ModelStore(ModelClock clock) {
    this.clock = clock;
  }

  /** For how long a message is kept, in hours, if its sender wishes for so many. */
  static int hoursToLive(int ttlHours) {
    return ttlHours == 0 ? RETENTION_HOURS : ttlHours;
  }

  /** Expired ones too, as long as they are not deleted. */
  private NavigableMap<Long, Row> mailbox(HashedAddress owner) {
    return rows.getOrDefault(owner, new TreeMap<>());
  }

  private boolean waits(Row row) {
    return row.expiresAt > clock.millis();
  }

  private Stream<NewMessage> messages(HashedAddress owner) {
    return mailbox(owner).values().stream().filter(this::waits).map(Row::message);
  }

  boolean holds(HashedAddress owner, Predicate<NewMessage> which) {
    return messages(owner).anyMatch(which);
  }

  /** The contents of what waits. */
  List<String> waiting(HashedAddress owner) {
    return messages(owner).map(message -> message.content().toString()).toList();
  }

  boolean isEmpty(HashedAddress owner) {
    return messages(owner).findAny().isEmpty();
  }

  /** When a message was stored last; the beginning of time if never. */
  long storedAt(String content) {
    return storedAt.getOrDefault(content, Long.MIN_VALUE);
  }

  /** Deletes what has expired. */
  void expire() {
    rows.values().forEach(mailbox -> mailbox.values().removeIf(row -> !waits(row)));
  }

  /** As it was registered before, or for the first time. */
  void register(HashedAddress owner) {
    registered.putIfAbsent(owner, ModelMailbox.registration(1));
  }

  /** Says whether it had another registration before. */
  boolean register(HashedAddress owner, HashedRegistration registration) {
    HashedRegistration former = registered.put(owner, registration);
    return former != null && !former.equals(registration);
  }

  void unregister(HashedAddress owner) {
    registered.remove(owner);
    admissions.remove(owner);
    rows.remove(owner);
  }

  Optional<HashedRegistration> registrationOf(HashedAddress owner) {
    return Optional.ofNullable(registered.get(owner));
  }

  boolean isRegistered(HashedAddress owner) {
    return registered.containsKey(owner);
  }

  /** The device takes messages of these alone from now on. */
  void admit(HashedAddress owner, ModelAdmission admission) {
    admissions.put(owner, admission);
  }

  ModelAdmission admission(HashedAddress owner) {
    return admissions.getOrDefault(owner, ModelAdmission.EVERYBODY);
  }

  /** Whether a separate statement decides about a message, after those of its batch. */
  boolean isForFew(NewMessage message) {
    ModelAdmission admission = admission(message.to());
    return admission.strangers() == Strangers.FEW && !admission.admits(message.deliveryToken());
  }

  /** Whether a message was stored for a device that takes few of its kind. */
  boolean wasForFew(String content) {
    return amongFew.contains(content);
  }

  private boolean takesStrangers(HashedAddress owner) {
    List<Long> taken = strangersAt.computeIfAbsent(owner, first -> new ArrayList<>());
    taken.removeIf(at -> ModelClock.after(at, 24) <= clock.millis());
    return taken.size() < MAX_OF_STRANGERS;
  }

  AppendOutcome append(NewMessage message, long number) {
    HashedRegistration registration = registered.get(message.to());
    if (registration == null) {
      return AppendOutcome.Refused.UNKNOWN_USER;
    }
    NavigableMap<Long, Row> mailbox = rows.computeIfAbsent(message.to(), owner -> new TreeMap<>());
    for (Map.Entry<Long, Row> row : mailbox.entrySet()) {
      if (row.getValue().message.id().equals(message.id())) {
        return new AppendOutcome.Stored(row.getKey());
      }
    }
    if (admission(message.to()).hidesFrom(message.deliveryToken())) {
      return AppendOutcome.Refused.UNKNOWN_USER;
    }
    if (!message.registration().orElse(registration).equals(registration)) {
      return AppendOutcome.Refused.STALE_DEVICE;
    }
    if (messages(message.to()).count() >= MAX_MESSAGES
        || (isForFew(message) && !takesStrangers(message.to()))) {
      return AppendOutcome.Refused.MAILBOX_FULL;
    }
    if (isForFew(message)) {
      strangersAt.get(message.to()).add(clock.millis());
      amongFew.add(message.content().toString());
    }
    mailbox.put(number, new Row(message, clock.expiryAfter(hoursToLive(message.ttlHours()))));
    storedAt.put(message.content().toString(), clock.millis());
    return new AppendOutcome.Stored(number);
  }

  MailboxPage read(HashedAddress owner, RowRange rowRange, Collection<Long> except, int limit) {
    if (!registered.containsKey(owner)) {
      return new MailboxPage(
          Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty(), 0);
    }
    NavigableMap<Long, Row> all = mailbox(owner);
    List<WaitingMessage> waiting =
        all.subMap(rowRange.after(), false, rowRange.upTo(), true).entrySet().stream()
            .filter(row -> waits(row.getValue()) && !except.contains(row.getKey()))
            .limit(limit)
            .map(row -> waiting(row.getKey(), row.getValue().message))
            .toList();
    boolean full = waiting.size() == limit;
    long last = full ? waiting.get(limit - 1).row() : 0;
    long newest = waiting.isEmpty() ? 0 : all.lastKey();
    return new MailboxPage(
        Optional.of(admission(owner).toRow()),
        Optional.of(registered.get(owner)),
        waiting,
        List.of(),
        rowRange.next(full, last, newest),
        newest);
  }

  private static WaitingMessage waiting(long row, NewMessage message) {
    return new WaitingMessage(row, message.id(), message.content());
  }

  void delete(Collection<AckedRow> acked) {
    for (AckedRow row : acked) {
      mailbox(row.owner())
          .entrySet()
          .removeIf(
              there ->
                  there.getValue().message.id().equals(row.id())
                      && (row.row() == AckedRow.UNKNOWN_ROW || row.row() == there.getKey()));
    }
  }

  MailboxStatus status(HashedAddress owner) {
    return new MailboxStatus(
        owner,
        isRegistered(owner) ? Optional.of(admission(owner).toRow()) : Optional.empty(),
        isRegistered(owner) && !isEmpty(owner));
  }
}
