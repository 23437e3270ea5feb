package org.messagingserver.mailbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.encryption.SealPurpose;

/** Messages sealed for one append, which of them fit, and the reading of its result. */
final class AppendBatch {
  private final List<NewMessage> messages;
  private final Buffer[] sealed;
  private final Boolean[] fits;
  private final MailboxSettings settings;
  private List<Integer> forFew = List.of();
  private final Map<HashedAddress, List<Integer>> byRecipient = new LinkedHashMap<>();

  private AppendBatch(List<NewMessage> messages, MailboxSettings settings) {
    this.messages = messages;
    this.sealed = new Buffer[messages.size()];
    this.fits = new Boolean[messages.size()];
    this.settings = settings;
    Arrays.fill(fits, true);
  }

  static AppendBatch seal(
      List<NewMessage> messages, Encryption encryption, MailboxSettings settings) {
    AppendBatch batch = new AppendBatch(messages, settings);
    for (int index = 0; index < batch.sealed.length; index++) {
      NewMessage message = messages.get(index);
      byte[] content = message.content().getBytes();
      batch.sealed[index] =
          Buffer.buffer(encryption.seal(SealPurpose.MESSAGE, message.to(), content));
      batch.byRecipient.computeIfAbsent(message.to(), to -> new ArrayList<>(1)).add(index);
    }
    return batch;
  }

  /** Whether any of them may be stored already. */
  boolean isRetried() {
    return messages.stream().anyMatch(NewMessage::retried);
  }

  /** Reserves what it needs in the estimates; returns mailboxes whose estimate does not suffice. */
  List<HashedAddress> reserve(CapacityEstimates capacityEstimates) {
    List<HashedAddress> beyond = new ArrayList<>();
    byRecipient.forEach(
        (to, rows) -> {
          if (!capacityEstimates.reserve(to, rows.size(), bytes(rows))) {
            beyond.add(to);
          }
        });
    return beyond;
  }

  private long bytes(List<Integer> rows) {
    return rows.stream().mapToLong(row -> sealed[row].length()).sum();
  }

  /** Decides what fits into a mailbox that has been counted, in the order of the batch. */
  void fit(HashedAddress to, MailboxSize mailboxSize, CapacityEstimates capacityEstimates) {
    MailboxSize after = mailboxSize;
    for (int row : byRecipient.get(to)) {
      after = after.and(sealed[row].length());
      fits[row] =
          after.messages() <= settings.maxMessages() && after.bytes() <= settings.maxBytes();
    }
    capacityEstimates.update(to, after);
  }

  Tuple parameters(boolean mayBeStored) {
    return Tuple.from(
        List.of(
            messages.stream().map(message -> message.to().user().value()).toArray(UUID[]::new),
            messages.stream().map(message -> message.to().device().asLong()).toArray(Long[]::new),
            messages.stream().map(NewMessage::id).toArray(UUID[]::new),
            sealed,
            fits,
            mayBeStored,
            messages.stream()
                .map(message -> settings.hoursToLive(message.ttlHours()))
                .toArray(Integer[]::new),
            Math.toIntExact(settings.retention().toHours()),
            messages.stream().map(AppendBatch::registration).toArray(UUID[]::new),
            messages.stream()
                .map(message -> message.deliveryToken().orElse(null))
                .toArray(UUID[]::new)));
  }

  /** The ids of those that do not wake their recipients. */
  UUID[] quietIds() {
    return messages.stream().filter(NewMessage::quiet).map(NewMessage::id).toArray(UUID[]::new);
  }

  private static UUID registration(NewMessage message) {
    return message.registration().map(HashedRegistration::value).orElse(null);
  }

  /** Messages from strangers for devices that take few, which {@link #outcomes} refused. */
  List<Integer> forFew() {
    return forFew;
  }

  NewMessage message(int index) {
    return messages.get(index);
  }

  Buffer sealed(int index) {
    return sealed[index];
  }

  boolean fits(int index) {
    return fits[index];
  }

  /**
   * Reads what became of each message.
   *
   * @param absent what became of those without a row
   */
  List<AppendOutcome> outcomes(RowSet<Row> rows, Supplier<AppendOutcome> absent) {
    Map<UUID, AppendOutcome> outcomes = new HashMap<>(2 * messages.size());
    Set<UUID> few = new HashSet<>();
    for (Row row : rows) {
      outcomes.put(row.getUUID("message_id"), outcome(row));
      if (row.getBoolean("few")) {
        few.add(row.getUUID("message_id"));
      }
    }
    forFew =
        IntStream.range(0, messages.size())
            .filter(index -> few.contains(messages.get(index).id()))
            .boxed()
            .toList();
    return messages.stream()
        .map(message -> outcomes.get(message.id()))
        .map(outcome -> outcome == null ? absent.get() : outcome)
        .toList();
  }

  /** A stored message stays stored, whatever has become of its mailbox since. */
  private static AppendOutcome outcome(Row row) {
    if (row.getBoolean("few")) {
      return AppendOutcome.Refused.MAILBOX_FULL;
    }
    if (!row.getBoolean("known_user")) {
      return AppendOutcome.Refused.UNKNOWN_USER;
    }
    if (!row.getBoolean("known_device")) {
      return AppendOutcome.Refused.UNKNOWN_DEVICE;
    }
    if (row.getLong("row_id") != 0) {
      return new AppendOutcome.Stored(row.getLong("row_id"));
    }
    return row.getBoolean("stale")
        ? AppendOutcome.Refused.STALE_DEVICE
        : AppendOutcome.Refused.MAILBOX_FULL;
  }
}
