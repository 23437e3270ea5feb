package signalchat;

import com.google.protobuf.ByteString;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.messagingserver.client.Admission.Strangers;
import org.messagingserver.client.DeliveryToken;
import signalchat.Journal.Transaction;
import signalchat.wire.Access;
import signalchat.wire.Contact;
import signalchat.wire.Content;
import signalchat.wire.Hello;
import signalchat.wire.OwnTokens;

/**
 * Registers this user's delivery tokens, keeps the user's other devices informed of them, and
 * replaces the token after a block.
 */
final class Admission {
  private static final String ADMITTED = "admitted";

  private final Account account;
  private final Journal journal;
  private final Directory directory;
  private final Sending sending;
  private final Function<org.messagingserver.client.Admission, Future<Void>> admit;

  Admission(
      Account account,
      Journal journal,
      Directory directory,
      Sending sending,
      Function<org.messagingserver.client.Admission, Future<Void>> admit) {
    this.account = account;
    this.journal = journal;
    this.directory = directory;
    this.sending = sending;
    this.admit = admit;
  }

  /**
   * Registers the tokens, unless the server has acked them. Strangers may send little, so that they
   * can still become contacts.
   */
  void register() {
    List<Access> tokens = journal.transaction(Tokens::own);
    String admitted =
        tokens.stream()
            .map(token -> String.valueOf(token.getIssuedAt()))
            .collect(Collectors.joining(","));
    if (admitted.equals(journal.transaction(transaction -> transaction.get(ADMITTED)))) {
      return;
    }
    List<DeliveryToken> admitting = new ArrayList<>(List.of(Tokens.betweenDevices(account)));
    tokens.forEach(token -> admitting.add(Tokens.of(token)));
    Await.result(
        admit.apply(new org.messagingserver.client.Admission(Strangers.FEW, admitting)));
    journal.change(transaction -> transaction.set(ADMITTED, admitted));
  }

  /** Tells the user's other devices which tokens this one has registered. */
  void tellSiblings() {
    List<Access> tokens = journal.transaction(Tokens::own);
    OwnTokens.Builder own = OwnTokens.newBuilder().addAllTokens(tokens);
    sending.toSiblings(Content.newBuilder().setOwnTokens(own), System.currentTimeMillis());
  }

  /** Writes to everybody who may have the token, since every message to them carries it. */
  void greet() {
    Set<byte[]> admitted = journal.transaction(this::admitted);
    sending.toEach(admitted, Content.newBuilder().setHello(Hello.getDefaultInstance()));
  }

  private Set<byte[]> admitted(Transaction transaction) {
    Set<ByteString> known = new LinkedHashSet<>();
    Keepsakes.contacts(transaction).stream().map(Contact::getUserID).forEach(known::add);
    Keepsakes.groups(transaction).forEach(group -> known.addAll(group.getMemberIDsList()));
    return known.stream()
        .map(ByteString::toByteArray)
        .filter(userId -> signalchat.Access.isAdmitted(account, transaction, userId))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Begins to replace the token, in the transaction that blocks a contact. */
  void beginRotation(Transaction transaction) {
    Rotation.begin(
        transaction,
        directory.devices(transaction, account.userId()).stream().map(Device::deviceId).toList());
  }

  /**
   * Goes on with a rotation that has begun, as far as it may: it waits for the user's other devices,
   * which may be away.
   */
  synchronized void rotate() {
    if (journal.transaction(Rotation::current).isPresent()) {
      registerAndTell();
      proceed();
    }
  }

  /**
   * Takes what another device of the user has registered.
   *
   * @return what is to be done once the transaction is committed
   */
  Runnable received(Transaction transaction, int deviceId, List<Access> theirs) {
    List<Access> own = Tokens.own(transaction);
    long newest = theirs.isEmpty() ? 0 : theirs.get(0).getIssuedAt();
    long known = own.isEmpty() ? 0 : own.get(0).getIssuedAt();
    boolean isRotating = Rotation.current(transaction).isPresent();
    if (newest > known || (newest == known && theirs.size() < own.size() && !isRotating)) {
      Tokens.saveOwn(transaction, theirs);
      Rotation.abandon(transaction);
      return this::registerAndTell;
    }
    if (newest == known) {
      Rotation.confirmed(transaction, deviceId);
    }
    return this::proceed;
  }

  private synchronized void proceed() {
    if (!journal.transaction(Rotation::handOut)) {
      return;
    }
    greet();
    journal.change(Rotation::finish);
    registerAndTell();
  }

  private synchronized void registerAndTell() {
    register();
    tellSiblings();
  }
}
