package signalchat;

import com.google.protobuf.ByteString;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.DeviceId;
import org.signal.libsignal.protocol.IdentityKeyPair;
import signalchat.History.Recorded;
import signalchat.Journal.Transaction;
import signalchat.wire.Blocking;
import signalchat.wire.Contact;
import signalchat.wire.Content;
import signalchat.wire.Group;
import signalchat.wire.Hello;
import signalchat.wire.HistoryEntry;
import signalchat.wire.SentText;
import signalchat.wire.Text;

/** One device of one user, connected. Its methods block, and are called on threads that may. */
final class Messenger {
  /** One-time keys to register at first; the server asks for more. */
  private static final int FIRST_KEYS = 100;

  private static final int GROUP_ID_BYTES = 16;

  private final Account account;
  private final Journal journal;
  private final DevicePreKeys preKeys;
  private final AnonymousConnection sender;
  private final AuthenticatedConnection receiver;
  private final Directory directory;
  private final Sending sending;
  private final Groups groups;
  private final Admission admission;

  /** The work that the last run has left. */
  private Future<?> background = Future.succeededFuture();

  private Messenger(
      Vertx vertx, MessagingClient client, Journal journal, Consumer<Recorded> onMessage) {
    this.account = journal.transaction(Messenger::account);
    this.journal = journal;
    this.preKeys = new DevicePreKeys(vertx, account, journal);
    Sealing sealing = new Sealing(account);
    this.directory = new Directory(vertx, client, account, journal);
    this.sender = directory.sender();
    Outbox outbox = new Outbox(account, journal, sender);
    this.sending = new Sending(account, journal, sealing, directory, outbox);
    this.groups = new Groups(account, journal, sealing, directory, sending);
    this.admission = new Admission(account, journal, directory, sending, this::admit);
    Receiving receiving =
        new Receiving(account, journal, sealing, directory, sending, admission, onMessage);
    this.receiver =
        client.authenticated(
            account.signer(),
            DeviceId.of(account.deviceId()),
            preKeys,
            sealed ->
                vertx.executeBlocking(
                    () -> {
                      receiving.received(sealed.getBytes());
                      return null;
                    }));
  }

  /** The user of this state; a new one if it has none. */
  private static Account account(Transaction transaction) {
    Account account = Account.load(transaction);
    if (account == null) {
      account = Account.begin(IdentityKeyPair.generate(), 1, 0);
      account.save(transaction);
    }
    if (Tokens.own(transaction).isEmpty()) {
      Tokens.add(transaction);
    }
    return account;
  }

  private Future<Void> admit(org.messagingserver.client.Admission admitted) {
    return receiver.admit(admitted);
  }

  /** Creates a user, if the state has none, and connects. */
  static Messenger start(
      Vertx vertx, MessagingClient client, Journal journal, Consumer<Recorded> onMessage) {
    Messenger messenger = new Messenger(vertx, client, journal, onMessage);
    messenger.connect();
    messenger.background =
        vertx.executeBlocking(
            () -> {
              messenger.announce();
              messenger.sending.deliverWaiting();
              messenger.admission.rotate();
              return null;
            });
    return messenger;
  }

  private void connect() {
    Await.result(receiver.connectOnce());
    Await.result(sender.connectOnce());
    if (!preKeys.registered()) {
      Await.result(receiver.register(FIRST_KEYS));
      preKeys.markRegistered();
    }
    admission.register();
  }

  /**
   * A device that is new, or has lost its sessions, begins one with everybody this user knows. Users
   * who are not there learn of it later.
   */
  private void announce() {
    if (!journal.transaction(Keepsakes::isUnknown)) {
      return;
    }
    admission.tellSiblings();
    admission.greet();
    journal.change(Keepsakes::markKnown);
  }

  /** Disconnects; messages in the outbox are sent after the next start. */
  void disconnect() {
    Await.result(receiver.close());
    Await.result(sender.close());
    Await.result(background.otherwiseEmpty());
  }

  Account account() {
    return account;
  }

  Journal journal() {
    return journal;
  }

  <T> T read(Function<Transaction, T> read) {
    return journal.transaction(read);
  }

  /** A link with which others can write to this user, and are no strangers. */
  String invitation() {
    byte[] token = journal.transaction(Rotation::token).getDeliveryToken().toByteArray();
    return Links.INVITE.encode(account.userId(), Optional.of(token));
  }

  /** Adds a person by an invitation of theirs. */
  void addContact(String name, String invitation) {
    Links.Link link = Links.INVITE.decode(invitation);
    byte[] userId = link.userId();
    if (account.device().isOf(userId)) {
      throw new IllegalArgumentException("this is your own invitation");
    }
    journal.change(
        transaction -> {
          rename(transaction, Keepsakes.contactOfSender(transaction, userId), name);
          link.deliveryToken()
              .ifPresent(token -> Tokens.hold(transaction, userId, Tokens.access(token, 0)));
        });
  }

  void rename(Contact contact, String name) {
    journal.change(transaction -> rename(transaction, contact, name));
  }

  /**
   * Drops the messages of this contact from now on, or no longer. A blocked contact becomes a
   * stranger for the server, too: all other contacts receive a new token, and the former one ends.
   */
  void block(Contact contact, boolean blocked) {
    Blocking.Builder body =
        Blocking.newBuilder().setUserID(contact.getUserID()).setBlocked(blocked);
    directory.upToDate(account.userId());
    sending.deliver(
        journal.transaction(
            transaction -> {
              Keepsakes.save(transaction, contact.toBuilder().setBlocked(blocked).build());
              if (blocked) {
                admission.beginRotation(transaction);
              }
              return sending.sealForUser(
                  transaction,
                  account.userId(),
                  Content.newBuilder().setBlocking(body),
                  System.currentTimeMillis());
            }));
    if (blocked) {
      admission.rotate();
    } else if (contact.getAccepted()) {
      sending.toEach(
          List.of(contact.getUserID().toByteArray()),
          Content.newBuilder().setHello(Hello.getDefaultInstance()));
    }
  }

  /**
   * Ends the links that this user has given to others: anyone who comes with one is a stranger,
   * unless they are a contact.
   */
  void renewInvitation() {
    journal.change(admission::beginRotation);
    admission.rotate();
  }

  private static void rename(Transaction transaction, Contact contact, String name) {
    Keepsakes.save(transaction, contact.toBuilder().setName(name).setAccepted(true).build());
  }

  /** Sends a text to all devices of a user, and to the other devices of this one. */
  void send(byte[] userId, String text) {
    long sentAt = System.currentTimeMillis();
    HistoryEntry.Builder entry = entry(text, sentAt).setRecipientID(Bytes.string(userId));
    Text.Builder content = Text.newBuilder().setText(text);
    SentText.Builder sent =
        SentText.newBuilder().setUserID(Bytes.string(userId)).setText(content);
    directory.upToDate(userId);
    directory.upToDate(account.userId());
    sending.deliver(
        journal.transaction(
            transaction -> {
              Contact contact = Keepsakes.contactOfSender(transaction, userId);
              rename(transaction, contact, contact.getName());
              History.add(transaction, entry.build());
              Content.Builder theirs = Content.newBuilder().setText(content);
              Content.Builder own = Content.newBuilder().setSentText(sent);
              return Stream.of(
                      sending.sealForUser(transaction, userId, theirs, sentAt),
                      sending.sealForUser(transaction, account.userId(), own, sentAt))
                  .flatMap(List::stream)
                  .toList();
            }));
  }

  private HistoryEntry.Builder entry(String text, long sentAt) {
    return HistoryEntry.newBuilder()
        .setSenderID(Bytes.string(account.userId()))
        .setText(text)
        .setSentAt(sentAt);
  }

  /** Creates a group, of which this user is the owner. */
  Group createGroup(String name, List<Contact> others) {
    byte[] groupId = new byte[GROUP_ID_BYTES];
    new SecureRandom().nextBytes(groupId);
    ByteString own = Bytes.string(account.userId());
    Group group =
        Group.newBuilder()
            .setGroupID(Bytes.string(groupId))
            .setRevision(1)
            .setName(name)
            .setOwnerID(own)
            .addMemberIDs(own)
            .addAllMemberIDs(others.stream().map(Contact::getUserID).toList())
            .build();
    groups.announce(group, group.getMemberIDsList());
    return group;
  }

  void removeMember(Group group, ByteString userId) {
    if (!account.device().isOf(group.getOwnerID().toByteArray())) {
      throw new IllegalArgumentException("only the owner of a group can remove members");
    }
    List<ByteString> members = new ArrayList<>(group.getMemberIDsList());
    members.remove(userId);
    Group changed =
        group.toBuilder()
            .setRevision(group.getRevision() + 1)
            .clearMemberIDs()
            .addAllMemberIDs(members)
            .build();
    groups.announce(changed, group.getMemberIDsList());
  }

  void sendToGroup(Group group, String text) {
    long sentAt = System.currentTimeMillis();
    HistoryEntry entry = entry(text, sentAt).setGroupID(group.getGroupID()).build();
    groups.send(group, text, entry);
  }

  /** Makes the device that shows this link a device of this user; returns its number. */
  int linkDevice(String link) {
    return Linking.linkDevice(account, journal, directory, sender, link);
  }
}
