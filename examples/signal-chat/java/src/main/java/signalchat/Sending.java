package signalchat;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.messagingserver.client.ServerRefusedException;
import signalchat.Journal.Transaction;
import signalchat.wire.Content;

/** Sends content to users: to each of their devices, in its session. */
final class Sending {
  private final Account account;
  private final Journal journal;
  private final Sealing sealing;
  private final Directory directory;
  private final Outbox outbox;

  Sending(Account account, Journal journal, Sealing sealing, Directory directory, Outbox outbox) {
    this.account = account;
    this.journal = journal;
    this.sealing = sealing;
    this.directory = directory;
    this.outbox = outbox;
  }

  /**
   * Sends to all devices of a user; of this user, to all others. Returns once the server has acked
   * it for each device, and throws ServerRefusedException if the user has none.
   */
  void toUser(byte[] userId, Content.Builder content, long sentAt) {
    directory.upToDate(userId);
    byte[] plaintext = Contents.encode(content, sentAt);
    deliver(
        journal.transaction(
            transaction ->
                directory.devices(transaction, userId).stream()
                    .map(to -> seal(transaction, new Outbox.Entry(to, plaintext)))
                    .toList()));
  }

  /** Sends to the other devices of this user. */
  void toSiblings(Content.Builder content, long sentAt) {
    toUser(account.userId(), content, sentAt);
  }

  /** Sends to one device, in a session that begins with this message if renewed. */
  void toDevice(Device to, Content.Builder content, boolean renewed) {
    if (renewed) {
      journal.change(transaction -> directory.forget(transaction, to));
      directory.fetch(to.userId());
    }
    var plain = new Outbox.Entry(to, Contents.encode(content, System.currentTimeMillis()));
    String key = journal.transaction(transaction -> seal(transaction, plain));
    deliver(List.of(key));
  }

  /** Puts a message into the outbox. */
  String seal(Transaction transaction, Outbox.Entry plain) {
    byte[] sealed =
        sealing.seal(new Stores(account, transaction), plain.to(), plain.bytes());
    return outbox.put(transaction, plain, sealed);
  }

  /** Sends what is in the outbox since the last time. */
  void deliverWaiting() {
    deliver(outbox.waiting());
  }

  /** Throws the first failure, after all have an outcome. */
  void deliver(List<String> keys) {
    Map<String, Future<Void>> outcomes = new LinkedHashMap<>();
    keys.forEach(key -> outcomes.put(key, outbox.send(outbox.get(key))));
    RuntimeException failure = null;
    for (Map.Entry<String, Future<Void>> outcome : outcomes.entrySet()) {
      try {
        settle(outcome.getKey(), outcome.getValue());
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void settle(String key, Future<Void> outcome) {
    Device to = outbox.get(key).to();
    try {
      Await.result(outcome);
      outbox.delete(key);
    } catch (ServerRefusedException e) {
      outbox.delete(key);
      if (!e.name().equals("unknown_device")) {
        throw e;
      }
      journal.change(transaction -> directory.forget(transaction, to));
    }
  }
}
