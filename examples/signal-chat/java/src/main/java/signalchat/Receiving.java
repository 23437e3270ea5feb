package signalchat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.InvalidVersionException;
import org.signal.libsignal.protocol.LegacyMessageException;
import org.signal.libsignal.protocol.groups.GroupSessionBuilder;
import org.signal.libsignal.protocol.message.SenderKeyDistributionMessage;
import signalchat.History.Recorded;
import signalchat.Journal.Transaction;
import signalchat.wire.Contact;
import signalchat.wire.Content;
import signalchat.wire.Group;
import signalchat.wire.HistoryEntry;
import signalchat.wire.Resend;
import signalchat.wire.SenderKey;
import signalchat.wire.SentText;
import signalchat.wire.Text;

/**
 * Opens the messages for this device. Once {@link #received} returns, a message and the ratchet that
 * opened it are on disk: then the client acks it.
 */
final class Receiving {
  /** A device is asked at most once in this time to begin a new session. */
  private static final Duration RENEWAL_INTERVAL = Duration.ofMinutes(1);

  private static final int MAX_HELD = 200;

  private final Account account;
  private final Journal journal;
  private final Sealing sealing;
  private final Directory directory;
  private final Sending sending;
  private final Consumer<Recorded> onMessage;
  private final Map<Device, Long> renewed = new ConcurrentHashMap<>();

  Receiving(
      Account account,
      Journal journal,
      Sealing sealing,
      Directory directory,
      Sending sending,
      Consumer<Recorded> onMessage) {
    this.account = account;
    this.journal = journal;
    this.sealing = sealing;
    this.directory = directory;
    this.sending = sending;
    this.onMessage = onMessage;
  }

  void received(byte[] sealed) {
    try {
      journal.transaction(transaction -> open(transaction, sealed)).forEach(Runnable::run);
    } catch (Sealing.UndecryptableException e) {
      askAgain(e.from(), sealed);
    } catch (Sealing.MessageRejectedException e) {
      // Acked, and dropped.
    }
  }

  private List<Runnable> open(Transaction transaction, byte[] sealed) {
    Sealing.Opened opened = sealing.open(new Stores(account, transaction), sealed);
    directory.learn(transaction, opened.from());
    if (Keepsakes.contact(transaction, opened.from().userId())
        .map(Contact::getBlocked)
        .orElse(false)) {
      return List.of();
    }
    return Contents.decode(opened.plaintext())
        .map(content -> apply(transaction, opened, content))
        .orElse(List.of());
  }

  /** Returns what is to be done once the transaction is committed. */
  private List<Runnable> apply(Transaction transaction, Sealing.Opened opened, Content content) {
    Device from = opened.from();
    long sentAt = content.getSentAt();
    return switch (content.getBodyCase()) {
      case TEXT -> text(transaction, opened, content.getText(), sentAt);
      case SENTTEXT -> sentText(transaction, from, content.getSentText(), sentAt);
      case RESEND -> resend(transaction, from, content.getResend());
      case SENDERKEY -> senderKey(transaction, from, content.getSenderKey());
      case GROUP -> group(transaction, from, content.getGroup());
      default -> List.of();
    };
  }

  private List<Runnable> text(
      Transaction transaction, Sealing.Opened opened, Text text, long sentAt) {
    byte[] sender = opened.from().userId();
    ByteString groupId = text.getGroupID();
    HistoryEntry.Builder entry =
        HistoryEntry.newBuilder()
            .setSenderID(Bytes.string(sender))
            .setGroupID(groupId)
            .setText(text.getText())
            .setSentAt(sentAt);
    if (groupId.isEmpty()) {
      Keepsakes.contactOfSender(transaction, sender);
      entry.setRecipientID(Bytes.string(account.userId()));
      return List.of(show(transaction, entry.build()));
    }
    if (opened.groupId().isPresent() && !Bytes.string(opened.groupId().get()).equals(groupId)) {
      return List.of();
    }
    var group = Keepsakes.group(transaction, groupId);
    if (group.isEmpty()) {
      hold(transaction, entry.build());
      return List.of();
    }
    return Keepsakes.isMember(group.get(), sender)
        ? List.of(show(transaction, entry.build()))
        : List.of();
  }

  private List<Runnable> sentText(Transaction transaction, Device from, SentText sent, long sentAt) {
    if (!from.isOf(account.userId())) {
      return List.of();
    }
    HistoryEntry.Builder entry =
        HistoryEntry.newBuilder()
            .setSenderID(Bytes.string(account.userId()))
            .setRecipientID(sent.getUserID())
            .setText(sent.getText().getText())
            .setSentAt(sentAt);
    return List.of(show(transaction, entry.build()));
  }

  /** Texts for a group that this device does not know yet: senders' messages arrive in any order. */
  private static void hold(Transaction transaction, HistoryEntry entry) {
    transaction.set(
        held(entry.getGroupID()) + transaction.next("next-held"), entry.toByteArray());
    transaction.keep("held/", MAX_HELD);
  }

  private List<Runnable> group(Transaction transaction, Device from, Group group) {
    if (!Keepsakes.isNews(transaction, group, from.userId())) {
      return List.of();
    }
    Keepsakes.save(transaction, group);
    List<HistoryEntry> entries =
        transaction.keys(held(group.getGroupID())).stream()
            .map(key -> heldEntry(transaction, key))
            .toList();
    return entries.stream()
        .filter(entry -> Keepsakes.isMember(group, entry.getSenderID().toByteArray()))
        .map(entry -> show(transaction, entry))
        .toList();
  }

  private static HistoryEntry heldEntry(Transaction transaction, String key) {
    try {
      return HistoryEntry.parseFrom(transaction.bytes(key));
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException("the state is damaged", e);
    } finally {
      transaction.delete(key);
    }
  }

  private static String held(ByteString groupId) {
    return "held/" + Bytes.hex(groupId.toByteArray()) + "/";
  }

  private List<Runnable> senderKey(Transaction transaction, Device from, SenderKey key) {
    try {
      new GroupSessionBuilder(new Stores(account, transaction))
          .process(
              Names.address(from),
              new SenderKeyDistributionMessage(key.getDistributionMessage().toByteArray()));
    } catch (InvalidMessageException
        | InvalidVersionException
        | LegacyMessageException
        | InvalidKeyException e) {
      // The sender made a mistake; what it encrypts with that key cannot be opened.
    }
    return List.of();
  }

  /** Sends a message again to the device that could not open it, in the session it has begun. */
  private List<Runnable> resend(Transaction transaction, Device from, Resend resend) {
    var sent =
        Outbox.takeSent(transaction, resend.getSealedMessageHash().toByteArray())
            .filter(entry -> entry.to().equals(from));
    if (sent.isEmpty()) {
      return List.of();
    }
    // It may lack the sender keys of groups too.
    transaction.keys("distribution/").forEach(transaction::delete);
    String key = sending.seal(transaction, sent.get());
    return List.of(() -> CompletableFuture.runAsync(() -> sending.deliver(List.of(key))));
  }

  /**
   * Asks the sender to encrypt a message again, in a new session. Strangers do not learn in this way
   * when this device is online.
   */
  private void askAgain(Device from, byte[] sealed) {
    boolean asks =
        from.isOf(account.userId())
            || journal.transaction(
                transaction ->
                    Keepsakes.contact(transaction, from.userId())
                        .map(contact -> contact.getAccepted() && !contact.getBlocked())
                        .orElse(false));
    if (!asks) {
      return;
    }
    long now = System.currentTimeMillis();
    boolean anew = now > renewed.getOrDefault(from, 0L) + RENEWAL_INTERVAL.toMillis();
    ByteString hash = Bytes.string(Bytes.sha256(sealed));
    Resend.Builder resend = Resend.newBuilder().setSealedMessageHash(hash);
    sending.toDevice(from, Content.newBuilder().setResend(resend), anew);
    if (anew) {
      renewed.put(from, now);
    }
  }

  private Runnable show(Transaction transaction, HistoryEntry entry) {
    Recorded recorded = History.add(transaction, entry);
    return () -> onMessage.accept(recorded);
  }
}
