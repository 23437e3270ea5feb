package signalchat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import signalchat.Journal.Transaction;
import signalchat.wire.HistoryEntry;

/** The latest texts, on disk. */
final class History {
  private static final int KEPT = 1000;

  private History() {}

  /** A text on disk; later ones have higher numbers. */
  record Recorded(int number, HistoryEntry entry) {}

  static Recorded add(Transaction transaction, HistoryEntry entry) {
    int number = transaction.next("next-message");
    transaction.set("history/" + number, entry.toByteArray());
    transaction.keep("history/", KEPT);
    return new Recorded(number, entry);
  }

  /** Oldest first. */
  static List<Recorded> latest(Transaction transaction, int count) {
    List<String> keys = transaction.keys("history/");
    return keys.subList(Math.max(0, keys.size() - count), keys.size()).stream()
        .map(key -> read(transaction, key))
        .toList();
  }

  static List<HistoryEntry> entries(Transaction transaction) {
    return latest(transaction, KEPT).stream().map(Recorded::entry).toList();
  }

  private static Recorded read(Transaction transaction, String key) {
    try {
      int number = Integer.parseInt(key.substring("history/".length()));
      return new Recorded(number, HistoryEntry.parseFrom(transaction.bytes(key)));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the state is damaged", e);
    }
  }
}
