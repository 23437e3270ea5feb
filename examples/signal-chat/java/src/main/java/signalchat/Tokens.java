package signalchat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.messagingserver.client.DeliveryToken;
import org.signal.libsignal.protocol.kdf.HKDF;
import signalchat.Journal.Transaction;
import signalchat.wire.Access;
import signalchat.wire.HeldToken;
import signalchat.wire.OwnTokens;

/**
 * Delivery tokens: those that admit others to this user's devices, which all have the same ones, and
 * those of other users. Without one of theirs, this user is a stranger to them.
 */
final class Tokens {
  /** The server takes four hashes, and one is that of the token between the user's devices. */
  private static final int MAX_TOKENS = 3;

  private static final String OWN = "own-tokens";
  private static final byte[] LABEL = "example.org signal-chat own devices 1\0".getBytes(UTF_8);
  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  /** This user's tokens, newest first. */
  static List<Access> own(Transaction transaction) {
    return transaction.has(OWN)
        ? Keepsakes.parse(OwnTokens.parser(), transaction.bytes(OWN)).getTokensList()
        : List.of();
  }

  static void saveOwn(Transaction transaction, List<Access> tokens) {
    List<Access> kept = tokens.subList(0, Math.min(tokens.size(), MAX_TOKENS));
    transaction.set(OWN, OwnTokens.newBuilder().addAllTokens(kept).build().toByteArray());
  }

  /** Makes a token, which is the newest, whatever the clock says. */
  static void add(Transaction transaction) {
    List<Access> tokens = new ArrayList<>(own(transaction));
    long former = tokens.isEmpty() ? 0 : tokens.get(0).getIssuedAt();
    byte[] token = new byte[DeliveryToken.BYTES];
    RANDOM.nextBytes(token);
    tokens.add(0, access(token, Math.max(System.currentTimeMillis(), former + 1)));
    saveOwn(transaction, tokens);
  }

  /** A token of a user; one in a link has no time. */
  static Access access(byte[] token, long issuedAt) {
    return Access.newBuilder()
        .setDeliveryToken(Bytes.string(token))
        .setIssuedAt(issuedAt)
        .build();
  }

  /**
   * The token with which the devices of a user send to one another. All can derive it, so that they
   * reach each other during a rotation, and also a device that has missed one.
   */
  static DeliveryToken betweenDevices(Account account) {
    byte[] key = account.identity().getPrivateKey().serialize();
    return DeliveryToken.of(HKDF.deriveSecrets(key, LABEL, DeliveryToken.BYTES));
  }

  static DeliveryToken of(Access access) {
    return DeliveryToken.of(access.getDeliveryToken().toByteArray());
  }

  /** The token to send to this user with. */
  static Optional<DeliveryToken> to(Account account, Transaction transaction, byte[] userId) {
    return account.device().isOf(userId)
        ? Optional.of(betweenDevices(account))
        : held(transaction, userId).map(Tokens::of);
  }

  /** The tokens of other users. */
  static List<HeldToken> held(Transaction transaction) {
    return transaction.keys("token/").stream().map(key -> parse(transaction, key)).toList();
  }

  /** Saves a token, unless a newer one of the user is known. */
  static void receive(Transaction transaction, byte[] userId, Access access) {
    long known = held(transaction, userId).map(Access::getIssuedAt).orElse(-1L);
    if (access.getIssuedAt() > known && access.getDeliveryToken().size() == DeliveryToken.BYTES) {
      hold(transaction, userId, access);
    }
  }

  /** Saves a token in place of any other. */
  static void hold(Transaction transaction, byte[] userId, Access access) {
    HeldToken held =
        HeldToken.newBuilder().setUserID(Bytes.string(userId)).setAccess(access).build();
    transaction.set(key(userId), held.toByteArray());
  }

  private static Optional<Access> held(Transaction transaction, byte[] userId) {
    return transaction.has(key(userId))
        ? Optional.of(parse(transaction, key(userId)).getAccess())
        : Optional.empty();
  }

  private static HeldToken parse(Transaction transaction, String key) {
    return Keepsakes.parse(HeldToken.parser(), transaction.bytes(key));
  }

  private static String key(byte[] userId) {
    return "token/" + Bytes.hex(userId);
  }
}
