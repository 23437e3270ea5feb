package signalchat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
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
import signalchat.wire.Blocking;
import signalchat.wire.Contact;
import signalchat.wire.Content;
import signalchat.wire.Group;
import signalchat.wire.Hello;
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

  private final Account account;
  private final Journal journal;
  private final Sealing sealing;
  private final Directory directory;
  private final Sending sending;
  private final Admission admission;
  private final Consumer<Recorded> onMessage;
  private final Map<Device, Long> renewed = new ConcurrentHashMap<>();

  Receiving(
      Account account,
      Journal journal,
      Sealing sealing,
      Directory directory,
      Sending sending,
      Admission admission,
      Consumer<Recorded> onMessage) {
    this.account = account;
    this.journal = journal;
    this.sealing = sealing;
    this.directory = directory;
    this.sending = sending;
    this.admission = admission;
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
        .map(content -> accept(transaction, opened, content))
        .orElse(List.of());
  }

  private List<Runnable> accept(Transaction transaction, Sealing.Opened opened, Content content) {
    Device from = opened.from();
    if (from.isOf(account.userId())) {
      return applyOwn(transaction, opened, content);
    }
    if (content.hasAccess()) {
      Tokens.receive(transaction, from.userId(), content.getAccess());
    }
    return apply(transaction, opened, content);
  }

  /** From another device of this user. */
  private List<Runnable> applyOwn(
      Transaction transaction, Sealing.Opened opened, Content content) {
    int deviceId = opened.from().deviceId();
    return switch (content.getBodyCase()) {
      case SENTTEXT -> sentText(transaction, content.getSentText(), content.getSentAt());
      case OWNTOKENS ->
          List.of(
              inBackground(
                  admission.received(
                      transaction, deviceId, content.getOwnTokens().getTokensList())));
      case BLOCKING -> blocking(transaction, content.getBlocking());
      default -> apply(transaction, opened, content);
    };
  }

  private static List<Runnable> blocking(Transaction transaction, Blocking blocking) {
    Contact contact =
        Keepsakes.contactOfSender(transaction, blocking.getUserID().toByteArray());
    Keepsakes.save(transaction, contact.toBuilder().setBlocked(blocking.getBlocked()).build());
    return List.of();
  }

  /** Returns what is to be done once the transaction is committed. */
  private List<Runnable> apply(Transaction transaction, Sealing.Opened opened, Content content) {
    Device from = opened.from();
    long sentAt = content.getSentAt();
    return switch (content.getBodyCase()) {
      case TEXT -> text(transaction, opened, content.getText(), sentAt);
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
      HeldTexts.add(transaction, entry.build());
      return List.of();
    }
    return Keepsakes.isMember(group.get(), sender)
        ? List.of(show(transaction, entry.build()))
        : List.of();
  }

  private List<Runnable> sentText(Transaction transaction, SentText sent, long sentAt) {
    HistoryEntry.Builder entry =
        HistoryEntry.newBuilder()
            .setSenderID(Bytes.string(account.userId()))
            .setRecipientID(sent.getUserID())
            .setText(sent.getText().getText())
            .setSentAt(sentAt);
    return List.of(show(transaction, entry.build()));
  }

  private List<Runnable> group(Transaction transaction, Device from, Group group) {
    if (!Keepsakes.isNews(transaction, group, from.userId())) {
      return List.of();
    }
    List<ByteString> known =
        Keepsakes.group(transaction, group.getGroupID())
            .map(Group::getMemberIDsList)
            .map(List::<ByteString>copyOf)
            .orElse(List.of());
    Keepsakes.save(transaction, group);
    List<Runnable> effects = new ArrayList<>(meet(transaction, from, group, known));
    HeldTexts.take(transaction, group).forEach(entry -> effects.add(show(transaction, entry)));
    return effects;
  }

  /**
   * Gives the members who are new in a group a token, so that this user's device takes what they
   * send to the group.
   */
  private List<Runnable> meet(
      Transaction transaction, Device owner, Group group, List<ByteString> known) {
    // A stranger could name a hundred users, and make this device write to all of them.
    boolean isTrusted = Access.introduces(account, transaction, owner.userId());
    List<byte[]> members =
        group.getMemberIDsList().stream()
            .filter(member -> isTrusted && !known.contains(member))
            .map(ByteString::toByteArray)
            .filter(member -> !owner.isOf(member))
            .filter(member -> Access.isAdmitted(account, transaction, member))
            .toList();
    Content.Builder hello = Content.newBuilder().setHello(Hello.getDefaultInstance());
    return members.isEmpty()
        ? List.of()
        : List.of(inBackground(() -> sending.toEach(members, hello)));
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
        Outbox.takeSent(transaction, from, resend.getSealedMessageHash().toByteArray());
    if (sent.isEmpty()) {
      return List.of();
    }
    // It may lack the sender keys of groups too.
    transaction.keys("distribution/").forEach(transaction::delete);
    String key = sending.seal(transaction, sent.get());
    return List.of(inBackground(() -> sending.deliver(List.of(key))));
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

  /**
   * Runs without delaying the Ack. Messages that the effect has sealed, and a rotation that it has
   * begun, are on disk if it fails.
   */
  private static Runnable inBackground(Runnable effect) {
    return () -> CompletableFuture.runAsync(effect);
  }

  private Runnable show(Transaction transaction, HistoryEntry entry) {
    Recorded recorded = History.add(transaction, entry);
    return () -> onMessage.accept(recorded);
  }
}
