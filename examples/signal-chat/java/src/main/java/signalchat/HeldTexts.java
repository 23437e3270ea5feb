package signalchat;

import com.google.protobuf.ByteString;
import java.util.List;
import signalchat.Journal.Transaction;
import signalchat.wire.Group;
import signalchat.wire.HistoryEntry;

/** Texts for groups that this device does not know yet: senders' messages arrive in any order. */
final class HeldTexts {
  private static final int MAX = 200;

  private HeldTexts() {}

  static void add(Transaction transaction, HistoryEntry entry) {
    transaction.set(
        prefix(entry.getGroupID()) + transaction.next("next-held"), entry.toByteArray());
    transaction.keep("held/", MAX);
  }

  /** Takes the texts of a group's members. */
  static List<HistoryEntry> take(Transaction transaction, Group group) {
    List<String> keys = transaction.keys(prefix(group.getGroupID()));
    List<HistoryEntry> entries =
        keys.stream()
            .map(key -> Keepsakes.parse(HistoryEntry.parser(), transaction.bytes(key)))
            .filter(entry -> Keepsakes.isMember(group, entry.getSenderID().toByteArray()))
            .toList();
    keys.forEach(transaction::delete);
    return entries;
  }

  private static String prefix(ByteString groupId) {
    return "held/" + Bytes.hex(groupId.toByteArray()) + "/";
  }
}
