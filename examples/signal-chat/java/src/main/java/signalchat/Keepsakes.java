package signalchat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.util.List;
import java.util.Optional;
import signalchat.Journal.Transaction;
import signalchat.wire.Contact;
import signalchat.wire.Group;

/**
 * The knowledge that another device of the user needs: contacts and groups. Sessions are not among
 * it: two devices with one ratchet would encrypt two messages with one key.
 */
final class Keepsakes {
  private static final String UNKNOWN = "unknown-to-others";

  private Keepsakes() {}

  static List<Contact> contacts(Transaction transaction) {
    return transaction.keys("contact/").stream()
        .map(key -> parse(Contact.parser(), transaction.bytes(key)))
        .toList();
  }

  static Optional<Contact> contact(Transaction transaction, byte[] userId) {
    return Optional.ofNullable(transaction.bytes("contact/" + Bytes.hex(userId)))
        .map(bytes -> parse(Contact.parser(), bytes));
  }

  /** The contact; a stranger becomes one, whom this user has not accepted yet. */
  static Contact contactOfSender(Transaction transaction, byte[] userId) {
    return contact(transaction, userId).orElseGet(() -> stranger(transaction, userId));
  }

  private static Contact stranger(Transaction transaction, byte[] userId) {
    Contact stranger =
        Contact.newBuilder()
            .setUserID(Bytes.string(userId))
            .setName("stranger-" + Bytes.hex(userId).substring(2, 10))
            .build();
    save(transaction, stranger);
    return stranger;
  }

  static void save(Transaction transaction, Contact contact) {
    transaction.set("contact/" + hex(contact.getUserID()), contact.toByteArray());
  }

  static List<Group> groups(Transaction transaction) {
    return transaction.keys("group/").stream()
        .map(key -> parse(Group.parser(), transaction.bytes(key)))
        .toList();
  }

  static Optional<Group> group(Transaction transaction, ByteString groupId) {
    return Optional.ofNullable(transaction.bytes("group/" + hex(groupId)))
        .map(bytes -> parse(Group.parser(), bytes));
  }

  /** Whether a group that this user has sent is newer than the known one, and theirs to define. */
  static boolean isNews(Transaction transaction, Group group, byte[] senderId) {
    return group.getOwnerID().equals(Bytes.string(senderId))
        && group(transaction, group.getGroupID())
            .map(
                known ->
                    known.getOwnerID().equals(group.getOwnerID())
                        && group.getRevision() > known.getRevision())
            .orElse(true);
  }

  /** Saves the group. Members who have left shall not read what follows: the sender key changes. */
  static void save(Transaction transaction, Group group) {
    transaction.set("group/" + hex(group.getGroupID()), group.toByteArray());
    transaction.delete("distribution/" + hex(group.getGroupID()));
  }

  static boolean isMember(Group group, byte[] userId) {
    return group.getMemberIDsList().contains(Bytes.string(userId));
  }

  static signalchat.wire.Keepsakes all(Transaction transaction) {
    return signalchat.wire.Keepsakes.newBuilder()
        .addAllContacts(contacts(transaction))
        .addAllGroups(groups(transaction))
        .addAllHeldTokens(Tokens.held(transaction))
        .build();
  }

  /** Begins a device with what another one has passed on; without own tokens, it makes one. */
  static void begin(
      Transaction transaction,
      Account account,
      signalchat.wire.Keepsakes keepsakes,
      List<signalchat.wire.Access> ownTokens) {
    account.save(transaction);
    if (!ownTokens.isEmpty()) {
      Tokens.saveOwn(transaction, ownTokens);
    }
    keepsakes
        .getHeldTokensList()
        .forEach(held -> Tokens.hold(transaction, held.getUserID().toByteArray(), held.getAccess()));
    keepsakes.getContactsList().forEach(contact -> save(transaction, contact));
    keepsakes.getGroupsList().forEach(group -> save(transaction, group));
    transaction.set(UNKNOWN, "true");
  }

  /** Whether other users do not know of this device, or of its new registration. */
  static boolean isUnknown(Transaction transaction) {
    return transaction.has(UNKNOWN);
  }

  static void markKnown(Transaction transaction) {
    transaction.delete(UNKNOWN);
  }

  private static String hex(ByteString bytes) {
    return Bytes.hex(bytes.toByteArray());
  }

  static <T> T parse(Parser<T> parser, byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the state is damaged", e);
    }
  }
}
