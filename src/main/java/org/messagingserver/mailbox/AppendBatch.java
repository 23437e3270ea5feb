package org.messagingserver.mailbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.vault.HashedAddress;
import org.messagingserver.vault.Purpose;
import org.messagingserver.vault.Vault;

/** Messages sealed for one append, and the reading of what it returned. */
final class AppendBatch {
  private static final class Total {
    private long messages;
    private long bytes;
  }

  private final List<NewMessage> messages;
  private final Buffer[] sealed;
  private final Map<HashedAddress, Total> totals = new HashMap<>();
  private final Map<HashedAddress, Boolean> counted = new HashMap<>();
  private final Allowances allowances;

  private AppendBatch(List<NewMessage> messages, Allowances allowances) {
    this.messages = messages;
    this.sealed = new Buffer[messages.size()];
    this.allowances = allowances;
  }

  static AppendBatch seal(List<NewMessage> messages, Vault vault, Allowances allowances) {
    AppendBatch batch = new AppendBatch(messages, allowances);
    for (int index = 0; index < batch.sealed.length; index++) {
      NewMessage message = messages.get(index);
      byte[] content = message.content().getBytes();
      batch.sealed[index] = Buffer.buffer(vault.seal(Purpose.MESSAGE, message.to(), content));
      Total total = batch.totals.computeIfAbsent(message.to(), to -> new Total());
      total.messages++;
      total.bytes += batch.sealed[index].length();
    }
    batch.totals.forEach(
        (to, total) -> batch.counted.put(to, !allowances.spend(to, total.messages, total.bytes)));
    return batch;
  }

  Tuple parameters(MailboxSettings settings) {
    return Tuple.from(
        List.of(
            messages.stream().map(message -> message.to().user().value()).toArray(UUID[]::new),
            messages.stream().map(message -> message.to().device().asLong()).toArray(Long[]::new),
            messages.stream().map(NewMessage::id).toArray(UUID[]::new),
            sealed,
            messages.stream().map(message -> counted.get(message.to())).toArray(Boolean[]::new),
            settings.maxMessages(),
            settings.maxBytes(),
            messages.stream().anyMatch(NewMessage::retried),
            Math.toIntExact(settings.retention().toDays())));
  }

  List<AppendOutcome> outcomes(RowSet<Row> rows) {
    List<AppendOutcome> outcomes = new ArrayList<>(messages.size());
    for (Row row : rows) {
      noteCount(messages.get(outcomes.size()).to(), row);
      outcomes.add(outcome(row));
    }
    return outcomes;
  }

  private void noteCount(HashedAddress to, Row row) {
    if (row.getBoolean("known_device") && counted.replace(to, false)) {
      Total total = totals.get(to);
      allowances.counted(
          to, row.getLong("messages") + total.messages, row.getLong("bytes") + total.bytes);
    }
  }

  /** What is on file stays stored, even where the mailbox has filled up since. */
  private static AppendOutcome outcome(Row row) {
    if (!row.getBoolean("known_user")) {
      return AppendOutcome.Refused.UNKNOWN_USER;
    }
    if (!row.getBoolean("known_device")) {
      return AppendOutcome.Refused.UNKNOWN_DEVICE;
    }
    if (!row.getBoolean("fits") && row.getLong("row_id") == 0) {
      return AppendOutcome.Refused.MAILBOX_FULL;
    }
    return new AppendOutcome.Stored(row.getLong("row_id"));
  }
}
