package signalchat;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.DeviceId;
import signalchat.Journal.Transaction;
import signalchat.wire.Content;

/** Sends content to users: to each of their devices, in its session. */
final class Sending {
  /** Recipients of one frame; a server accepts at least as many by default. */
  private static final int MAX_RECIPIENTS = 100;

  /** A server that calls every registration stale would otherwise keep this device busy for good. */
  private static final int MAX_RESEALS = 3;

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
    deliver(
        journal.transaction(transaction -> sealForUser(transaction, userId, content, sentAt)));
  }

  /**
   * Puts a message for each known device of a user into the outbox; of this user, for each other
   * one.
   */
  List<String> sealForUser(
      Transaction transaction, byte[] userId, Content.Builder content, long sentAt) {
    byte[] plaintext = encode(transaction, userId, content, sentAt);
    return directory.devices(transaction, userId).stream()
        .map(to -> seal(transaction, new Outbox.Plain(to, plaintext)))
        .toList();
  }

  /** Sends to several users. One who is gone, or does not take it, keeps nobody else from it. */
  void toEach(Collection<byte[]> userIds, Content.Builder content) {
    for (byte[] userId : userIds) {
      try {
        toUser(userId, content, System.currentTimeMillis());
      } catch (ServerRefusedException e) {
        // Not there.
      }
    }
  }

  /** The plaintext for a user, with a token to send to this one with if they may have it. */
  byte[] encode(Transaction transaction, byte[] userId, Content.Builder content, long sentAt) {
    return Contents.encode(Access.withToken(account, transaction, userId, content), sentAt);
  }

  /** Sends to the other devices of this user. */
  void toSiblings(Content.Builder content, long sentAt) {
    toUser(account.userId(), content, sentAt);
  }

  /** Sends to one device, in a session that begins with this message if renewed. */
  void toDevice(Device to, Content.Builder content, boolean renewed) {
    if (renewed) {
      journal.change(transaction -> directory.forget(transaction, to));
      directory.fetch(to.userId(), Set.of(DeviceId.of(to.deviceId())));
    }
    String key =
        journal.transaction(
            transaction -> {
              byte[] plaintext =
                  encode(transaction, to.userId(), content, System.currentTimeMillis());
              return seal(transaction, new Outbox.Plain(to, plaintext));
            });
    deliver(List.of(key));
  }

  /** Puts a message into the outbox. */
  String seal(Transaction transaction, Outbox.Plain plain) {
    byte[] sealed =
        sealing.seal(new Stores(account, transaction), plain.to(), plain.bytes());
    return put(transaction, plain, sealed);
  }

  /** Puts a message into the outbox that is sealed already. */
  String put(Transaction transaction, Outbox.Plain plain, byte[] sealed) {
    int registrationId = directory.registration(transaction, plain.to()).orElseThrow();
    return outbox.put(transaction, new Outbox.Entry(plain, sealed, registrationId));
  }

  /** Sends what is in the outbox since the last time. */
  void deliverWaiting() {
    deliver(outbox.waiting());
  }

  /** Throws the first failure, after all have an outcome. */
  void deliver(List<String> keys) {
    deliver(keys, MAX_RESEALS);
  }

  private void deliver(List<String> keys, int reseals) {
    Map<String, Future<Void>> outcomes = new LinkedHashMap<>();
    keys.forEach(key -> outcomes.put(key, outbox.send(outbox.get(key))));
    RuntimeException failure = null;
    for (Map.Entry<String, Future<Void>> outcome : outcomes.entrySet()) {
      try {
        settle(outcome.getKey(), outcome.getValue(), reseals);
      } catch (RuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Like {@link #deliver}, for messages that were sealed together: in as few frames as possible.
   * Those that are not safe then are sent one by one.
   */
  void deliverTogether(List<String> keys) {
    for (int begin = 0; begin < keys.size(); begin += MAX_RECIPIENTS) {
      int end = Math.min(keys.size(), begin + MAX_RECIPIENTS);
      deliver(outbox.sendTogether(keys.subList(begin, end)));
    }
  }

  private void settle(String key, Future<Void> outcome, int reseals) {
    try {
      Await.result(outcome);
      outbox.delete(key);
    } catch (ServerRefusedException e) {
      if (e.name().equals("stale_device") && reseals > 0) {
        deliver(sealAgain(key), reseals - 1);
      } else if (e.name().equals("unknown_device")) {
        forgetDevice(key);
      } else {
        outbox.delete(key);
        throw e;
      }
    }
  }

  private void forgetDevice(String key) {
    Device to = outbox.get(key).plain().to();
    journal.change(
        transaction -> {
          transaction.delete(key);
          directory.forget(transaction, to);
        });
  }

  /**
   * The device has registered again, and has lost the keys that would open the message. Returns
   * nothing if it is gone by now.
   */
  private List<String> sealAgain(String key) {
    Outbox.Entry entry = outbox.get(key);
    Device to = entry.plain().to();
    directory.renew(to, entry.registrationId());
    return journal.transaction(
        transaction -> {
          transaction.delete(key);
          return directory.registration(transaction, to).isEmpty()
              ? List.of()
              : List.of(seal(transaction, entry.plain()));
        });
  }
}
