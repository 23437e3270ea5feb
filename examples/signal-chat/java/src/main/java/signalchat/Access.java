package signalchat;

import com.google.protobuf.ByteString;
import java.util.Optional;
import signalchat.Journal.Transaction;
import signalchat.wire.Contact;
import signalchat.wire.Content;

/** Decides which users may have this user's token. */
final class Access {
  private Access() {}

  /**
   * Whether this is an accepted contact, or a member of a group whose owner may introduce others,
   * and not blocked.
   */
  static boolean isAdmitted(Account account, Transaction transaction, byte[] userId) {
    Optional<Contact> contact = Keepsakes.contact(transaction, userId);
    if (account.device().isOf(userId) || contact.map(Contact::getBlocked).orElse(false)) {
      return false;
    }
    ByteString user = Bytes.string(userId);
    return contact.map(Contact::getAccepted).orElse(false)
        || Keepsakes.groups(transaction).stream()
            .filter(group -> group.getMemberIDsList().contains(user))
            .anyMatch(group -> introduces(account, transaction, group.getOwnerID().toByteArray()));
  }

  /**
   * Whether the members of a group of this owner are strangers no longer. A stranger could name
   * anybody as a member, and be one.
   */
  static boolean introduces(Account account, Transaction transaction, byte[] ownerId) {
    return account.device().isOf(ownerId)
        || Keepsakes.contact(transaction, ownerId).map(Contact::getAccepted).orElse(false);
  }

  /** The content for this user, with the token if they may have it. */
  static Content.Builder withToken(
      Account account, Transaction transaction, byte[] userId, Content.Builder content) {
    Content.Builder copy = content.clone();
    return isAdmitted(account, transaction, userId)
        ? copy.setAccess(Rotation.token(transaction))
        : copy;
  }
}
