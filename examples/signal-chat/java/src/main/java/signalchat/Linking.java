package signalchat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.client.vertx.PreKeySource;
import org.messagingserver.protocol.DeviceId;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import signalchat.Journal.Transaction;
import signalchat.wire.OwnTokens;
import signalchat.wire.Provisioning;

/**
 * Links a second device through an ephemeral user, who lives only for this. Its key is in a link
 * that passes from screen to camera, so nobody between can read the answer or exchange the key.
 */
final class Linking {
  private static final String PURPOSE = "example.org signal-chat provisioning 1";
  private static final byte[] NOTHING = {};

  private Linking() {}

  /** Makes this new device one of a user: shows a link, and waits for a device of the user. */
  static Account becomeDevice(MessagingClient client, Journal journal, Consumer<String> show) {
    Account ephemeral = Account.begin(IdentityKeyPair.generate(), 1, 0);
    Promise<Provisioning> answer = Promise.promise();
    AuthenticatedConnection receiver =
        client.authenticated(
            ephemeral.signer(),
            DeviceId.of(1),
            new EphemeralKeys(ephemeral),
            sealed -> {
              open(ephemeral.identity().getPrivateKey(), sealed.getBytes(), answer);
              return Future.succeededFuture();
            });
    try {
      Await.result(receiver.connectOnce());
      Await.result(receiver.register(0));
      show.accept(Links.DEVICE.encode(ephemeral.userId(), Optional.empty()));
      Provisioning provisioning = Await.result(answer.future());
      var identity = Account.identity(provisioning.getIdentityKeyPair().toByteArray());
      Account account = Account.begin(identity, provisioning.getDeviceID(), 0);
      journal.change(
          transaction ->
              Keepsakes.begin(
                  transaction,
                  account,
                  provisioning.getKeepsakes(),
                  provisioning.getOwnTokens().getTokensList()));
      Await.result(receiver.unregister());
      return account;
    } finally {
      Await.result(receiver.close());
    }
  }

  private record EphemeralKeys(Account account) implements PreKeySource {
    @Override
    public int registrationId() {
      return account.registrationId();
    }

    @Override
    public Buffer signedPreKey() {
      return Buffer.buffer(account.userId());
    }

    @Override
    public Future<List<Buffer>> oneTimePreKeys(int count) {
      return Future.succeededFuture(List.of());
    }
  }

  /** The first message that opens is the answer; any other is dropped. */
  private static void open(ECPrivateKey key, byte[] sealed, Promise<Provisioning> answer) {
    try {
      answer.tryComplete(Provisioning.parseFrom(key.open(sealed, PURPOSE, NOTHING)));
    } catch (InvalidMessageException
        | InvalidProtocolBufferException
        | IllegalArgumentException e) {
      // Acked, and dropped.
    }
  }

  /** Passes this user's identity to the device that shows this link; returns its number. */
  static int linkDevice(
      Account account,
      Journal journal,
      Directory directory,
      AnonymousConnection sender,
      String link) {
    byte[] ephemeral = Links.DEVICE.decode(link).userId();
    directory.fetch(account.userId(), Set.of());
    Provisioning provisioning =
        journal.transaction(
            transaction ->
                Provisioning.newBuilder()
                    .setIdentityKeyPair(Bytes.string(account.identity().serialize()))
                    .setDeviceID(freeDeviceId(account, transaction, directory))
                    .setKeepsakes(Keepsakes.all(transaction))
                    .setOwnTokens(OwnTokens.newBuilder().addAllTokens(Tokens.own(transaction)))
                    .build());
    try {
      byte[] sealed =
          new ECPublicKey(ephemeral).seal(provisioning.toByteArray(), PURPOSE, NOTHING);
      Await.result(sender.send(new Device(ephemeral, 1).address(), Buffer.buffer(sealed)));
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException(e);
    }
    return provisioning.getDeviceID();
  }

  /** A number that no device of the user has, nor one that this device has linked before. */
  private static int freeDeviceId(Account account, Transaction transaction, Directory directory) {
    Set<Integer> taken = new HashSet<>(Set.of(account.deviceId()));
    directory
        .devices(transaction, account.userId())
        .forEach(device -> taken.add(device.deviceId()));
    int deviceId = 1;
    while (taken.contains(deviceId) || transaction.has("linked/" + deviceId)) {
      deviceId++;
    }
    if (!Names.isDeviceId(deviceId)) {
      throw new IllegalStateException("there is no free number for another device");
    }
    transaction.set("linked/" + deviceId, "true");
    return deviceId;
  }
}
