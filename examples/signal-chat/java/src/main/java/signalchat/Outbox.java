package signalchat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.QueueFullException;
import signalchat.Journal.Transaction;

/**
 * Sealed messages that the server has not acked yet. They are on disk together with the ratchet
 * that encrypted them, so that after a crash the same bytes are sent again, and never two messages
 * with one key.
 */
final class Outbox {
  /** Messages that can be encrypted again, for a recipient who could not open them. */
  private static final int REMEMBERED = 500;

  private final Journal journal;
  private final AnonymousConnection sender;

  Outbox(Journal journal, AnonymousConnection sender) {
    this.journal = journal;
    this.sender = sender;
  }

  /** A message for a device. */
  record Entry(Device to, byte[] bytes) {
    private String encode() {
      return new JsonObject()
          .put("user", Bytes.base64(to.userId()))
          .put("device", to.deviceId())
          .put("bytes", Bytes.base64(bytes))
          .encode();
    }

    private static Entry decode(String stored) {
      JsonObject json = new JsonObject(stored);
      Device to = new Device(Bytes.unbase64(json.getString("user")), json.getInteger("device"));
      return new Entry(to, Bytes.unbase64(json.getString("bytes")));
    }

    @Override
    public String toString() {
      return "Entry[hidden]";
    }
  }

  String put(Transaction transaction, Entry plain, byte[] sealed) {
    String key = "outbox/" + transaction.next("next-entry");
    transaction.set(key, new Entry(plain.to(), sealed).encode());
    transaction.set("sent/" + Bytes.hex(Bytes.sha256(sealed)), plain.encode());
    transaction.keep("sent/", REMEMBERED);
    return key;
  }

  List<String> waiting() {
    return journal.transaction(transaction -> transaction.keys("outbox/"));
  }

  Entry get(String key) {
    return journal.transaction(transaction -> Entry.decode(transaction.get(key)));
  }

  /** Sends until the server acks the message or refuses it for good. */
  Future<Void> send(Entry entry) {
    return sender
        .send(entry.to().address(), Buffer.buffer(entry.bytes()))
        .recover(
            cause ->
                cause instanceof OutcomeUnknownException || cause instanceof QueueFullException
                    ? send(entry)
                    : Future.failedFuture(cause));
  }

  void delete(String key) {
    journal.change(transaction -> transaction.delete(key));
  }

  /** Takes what was sent as this sealed message, if it is remembered. */
  static Optional<Entry> takeSent(Transaction transaction, byte[] sealedMessageHash) {
    String key = "sent/" + Bytes.hex(sealedMessageHash);
    Optional<Entry> sent = Optional.ofNullable(transaction.get(key)).map(Entry::decode);
    transaction.delete(key);
    return sent;
  }
}
