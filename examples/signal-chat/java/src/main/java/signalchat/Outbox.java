package signalchat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.messagingserver.client.DeliveryToken;
import org.messagingserver.client.MessagePart;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.QueueFullException;
import org.messagingserver.client.SendOptions;
import org.messagingserver.client.vertx.AnonymousConnection;
import signalchat.Journal.Transaction;

/**
 * Sealed messages that the server has not acked yet. They are on disk together with the ratchet
 * that encrypted them, so that after a crash the same bytes are sent again, and never two messages
 * with one key.
 */
final class Outbox {
  /** Messages that can be encrypted again, for a recipient who could not open them. */
  private static final int REMEMBERED = 500;

  private final Account account;
  private final Journal journal;
  private final AnonymousConnection sender;

  Outbox(Account account, Journal journal, AnonymousConnection sender) {
    this.account = account;
    this.journal = journal;
    this.sender = sender;
  }

  /** A message for a device, before encryption. */
  record Plain(Device to, byte[] bytes) {
    private JsonObject json() {
      return new JsonObject()
          .put("user", Bytes.base64(to.userId()))
          .put("device", to.deviceId())
          .put("bytes", Bytes.base64(bytes));
    }

    private static Plain of(JsonObject json) {
      Device to = new Device(Bytes.unbase64(json.getString("user")), json.getInteger("device"));
      return new Plain(to, Bytes.unbase64(json.getString("bytes")));
    }

    @Override
    public String toString() {
      return "Plain[hidden]";
    }
  }

  /**
   * A message in the outbox, in both forms.
   *
   * @param registrationId the registration whose session it was sealed in
   */
  record Entry(Plain plain, byte[] sealed, int registrationId) {
    private JsonObject json() {
      return plain
          .json()
          .put("sealed", Bytes.base64(sealed))
          .put("registration", registrationId);
    }

    private static Entry of(JsonObject json) {
      byte[] sealed = Bytes.unbase64(json.getString("sealed"));
      return new Entry(Plain.of(json), sealed, json.getInteger("registration"));
    }

    @Override
    public String toString() {
      return "Entry[hidden]";
    }
  }

  String put(Transaction transaction, Entry entry) {
    String key = "outbox/" + transaction.next("next-entry");
    transaction.set(key, entry.json().encode());
    String sent = sentKey(entry.plain().to(), Bytes.sha256(entry.sealed()));
    transaction.set(sent, entry.plain().json().encode());
    transaction.keep("sent/", REMEMBERED);
    return key;
  }

  List<String> waiting() {
    return journal.transaction(transaction -> transaction.keys("outbox/"));
  }

  Entry get(String key) {
    return journal.transaction(transaction -> Entry.of(new JsonObject(transaction.get(key))));
  }

  /** Sends until the server acks the message or refuses it for good. */
  Future<Void> send(Entry entry) {
    Device to = entry.plain().to();
    SendOptions options = SendOptions.NONE.withRegistrationId(entry.registrationId());
    return send(
        to, entry.sealed(), token(to).map(options::withDeliveryToken).orElse(options));
  }

  private Optional<DeliveryToken> token(Device to) {
    return journal.transaction(transaction -> Tokens.to(account, transaction, to.userId()));
  }

  /**
   * Sends messages that were sealed together in one frame.
   *
   * @return those that are not safe, because the server has refused them or has not answered
   */
  List<String> sendTogether(List<String> keys) {
    List<Entry> entries = keys.stream().map(this::get).toList();
    byte[] first = entries.get(0).sealed();
    Buffer shared = Buffer.buffer(first).slice(SealedForAll.HEAD_BYTES, first.length);
    List<MessagePart> parts = entries.stream().map(this::part).toList();
    List<Boolean> safe =
        Await.result(
            sender
                .sendMultiRecipient(shared, parts)
                .map(refusals -> refusals.stream().map(Optional::isEmpty).toList())
                .otherwise(List.of()));
    Map<Boolean, List<String>> bySafety =
        IntStream.range(0, keys.size())
            .boxed()
            .collect(
                Collectors.partitioningBy(
                    part -> !safe.isEmpty() && safe.get(part),
                    Collectors.mapping(keys::get, Collectors.toList())));
    journal.change(transaction -> bySafety.get(true).forEach(transaction::delete));
    return bySafety.get(false);
  }

  private MessagePart part(Entry entry) {
    Device to = entry.plain().to();
    byte[] head = Arrays.copyOf(entry.sealed(), SealedForAll.HEAD_BYTES);
    return new MessagePart(
        to.address(), head, OptionalInt.of(entry.registrationId()), token(to));
  }

  private Future<Void> send(Device to, byte[] sealed, SendOptions options) {
    return sender
        .send(to.address(), Buffer.buffer(sealed), options)
        .recover(
            cause ->
                cause instanceof OutcomeUnknownException || cause instanceof QueueFullException
                    ? send(to, sealed, options)
                    : Future.failedFuture(cause));
  }

  void delete(String key) {
    journal.change(transaction -> transaction.delete(key));
  }

  /** All devices of a user may have received the same bytes. */
  private static String sentKey(Device to, byte[] hash) {
    return "sent/" + Bytes.hex(hash) + "/" + Bytes.hex(to.userId()) + "/" + to.deviceId();
  }

  /** Takes what was sent to this device as this sealed message, if it is remembered. */
  static Optional<Plain> takeSent(Transaction transaction, Device to, byte[] sealedMessageHash) {
    String key = sentKey(to, sealedMessageHash);
    Optional<Plain> sent =
        Optional.ofNullable(transaction.get(key)).map(stored -> Plain.of(new JsonObject(stored)));
    transaction.delete(key);
    return sent;
  }
}
