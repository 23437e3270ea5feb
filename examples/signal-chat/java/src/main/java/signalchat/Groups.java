package signalchat;

import com.google.protobuf.ByteString;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.client.ServerRefusedException;
import org.signal.libsignal.protocol.groups.GroupSessionBuilder;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import signalchat.Journal.Transaction;
import signalchat.wire.Content;
import signalchat.wire.Group;
import signalchat.wire.HistoryEntry;
import signalchat.wire.SenderKey;
import signalchat.wire.Text;

/**
 * Sends to groups: the text is encrypted once, with this device's sender key, and sealed for all
 * members together.
 */
final class Groups {
  private final Account account;
  private final Journal journal;
  private final Sealing sealing;
  private final Directory directory;
  private final Sending sending;

  Groups(
      Account account,
      Journal journal,
      Sealing sealing,
      Directory directory,
      Sending sending) {
    this.account = account;
    this.journal = journal;
    this.sealing = sealing;
    this.directory = directory;
    this.sending = sending;
  }

  /** Sends the definition of a group to all members, and to those who were. */
  void announce(Group group, List<ByteString> recipients) {
    journal.change(transaction -> Keepsakes.save(transaction, group));
    for (ByteString recipient : recipients) {
      sending.toUser(
          recipient.toByteArray(),
          Content.newBuilder().setGroup(group),
          System.currentTimeMillis());
    }
  }

  /** Sends a text to all members, and records it as this. */
  void send(Group group, String text, HistoryEntry entry) {
    group.getMemberIDsList().forEach(member -> upToDate(member.toByteArray()));
    // Each member has the sender key before a message that was encrypted with it.
    sending.deliver(journal.transaction(transaction -> distribute(transaction, group)));
    Text.Builder content = Text.newBuilder().setText(text).setGroupID(group.getGroupID());
    byte[] plaintext = Contents.encode(Content.newBuilder().setText(content), entry.getSentAt());
    sending.deliverTogether(
        journal.transaction(
            transaction -> {
              History.add(transaction, entry);
              return seal(transaction, group, plaintext);
            }));
  }

  /** A member without a device keeps nobody from talking to the others. */
  private void upToDate(byte[] userId) {
    try {
      directory.upToDate(userId);
    } catch (ServerRefusedException e) {
      if (!e.name().equals("unknown_user")) {
        throw e;
      }
    }
  }

  private List<Device> recipients(Transaction transaction, Group group) {
    return group.getMemberIDsList().stream()
        .flatMap(member -> directory.devices(transaction, member.toByteArray()).stream())
        .toList();
  }

  private List<String> distribute(Transaction transaction, Group group) {
    JsonObject distribution = distribution(transaction, group);
    JsonObject sentTo = distribution.getJsonObject("sentTo");
    byte[] message =
        new GroupSessionBuilder(new Stores(account, transaction))
            .create(
                Names.address(account.device()), UUID.fromString(distribution.getString("id")))
            .serialize();
    SenderKey.Builder key =
        SenderKey.newBuilder()
            .setGroupID(group.getGroupID())
            .setDistributionMessage(Bytes.string(message));
    Content.Builder content = Content.newBuilder().setSenderKey(key);
    List<String> entries = new ArrayList<>();
    for (Device device : recipients(transaction, group)) {
      String name = Names.address(device).toString();
      Integer registration = directory.registration(transaction, device).orElseThrow();
      if (!registration.equals(sentTo.getInteger(name))) {
        long now = System.currentTimeMillis();
        byte[] plaintext = sending.encode(transaction, device.userId(), content, now);
        entries.add(sending.seal(transaction, new Outbox.Plain(device, plaintext)));
        sentTo.put(name, registration);
      }
    }
    transaction.set(key(group), distribution.encode());
    return entries;
  }

  private List<String> seal(Transaction transaction, Group group, byte[] plaintext) {
    Stores stores = new Stores(account, transaction);
    JsonObject distribution = distribution(transaction, group);
    UUID id = UUID.fromString(distribution.getString("id"));
    CiphertextMessage encrypted = sealing.encryptForGroup(stores, id, plaintext);
    JsonObject sentTo = distribution.getJsonObject("sentTo");
    List<Device> recipients =
        recipients(transaction, group).stream()
            .filter(to -> sentTo.containsKey(Names.address(to).toString()))
            .toList();
    if (recipients.isEmpty()) {
      return List.of();
    }
    byte[] groupId = group.getGroupID().toByteArray();
    SealedForAll sealed = sealing.sealForAll(stores, recipients, encrypted, groupId);
    return recipients.stream()
        .map(
            to ->
                sending.put(
                    transaction,
                    new Outbox.Plain(to, plaintext),
                    sealed.messageFor(to.userId())))
        .toList();
  }

  /** This device's sender key for the group, and the registrations that have it. */
  private static JsonObject distribution(Transaction transaction, Group group) {
    String stored = transaction.get(key(group));
    return stored == null
        ? new JsonObject().put("id", UUID.randomUUID().toString()).put("sentTo", new JsonObject())
        : new JsonObject(stored);
  }

  private static String key(Group group) {
    return "distribution/" + Bytes.hex(group.getGroupID().toByteArray());
  }
}
