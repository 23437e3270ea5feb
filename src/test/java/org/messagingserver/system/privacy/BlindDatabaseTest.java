package org.messagingserver.system.privacy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionException;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.encryption.SealPurpose;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Renderings;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;
import org.messagingserver.testkit.TestStore;

/** Whoever has the database alone learns neither who anybody is nor what was said. */
class BlindDatabaseTest {
  private static final int USERS = 4;
  private static final Random RANDOM = new Random(41);

  private static final List<Identity> users = new ArrayList<>();
  private static final Renderings secrets = new Renderings();
  private static final List<Integer> registrationIds = new ArrayList<>();
  private static TestServer server;
  private static TestDatabase tables;

  @BeforeAll
  static void fill() {
    server = TestServer.start(new JsonObject().put("preKeys", new JsonObject().put("low", 0)));
    tables = new TestDatabase(server.databaseUri());
    RawSocket sender = RawSocket.open(server);
    for (int user = 0; user < USERS; user++) {
      Identity identity = Identity.generate();
      users.add(identity);
      secrets.add("userID", identity.userId().bytes());
      register(identity);
      for (int message = 0; message < 5; message++) {
        Mail.awaitAck(
            sender, Mail.send(sender, identity, Buffer.buffer(secret(40 + 90 * message))));
      }
    }
  }

  private static void register(Identity identity) {
    RawSocket socket = RawSocket.open(server).logIn(identity, 1);
    int id = 0x40000000 | RANDOM.nextInt(1 << 30);
    registrationIds.add(id);
    List<Buffer> keys = Stream.generate(() -> Buffer.buffer(secret(33))).limit(5).toList();
    int sequence = socket.sequence();
    socket.send(new ClientMessage.Register(sequence, id, Buffer.buffer(secret(97)), keys));
    Mail.awaitAck(socket, sequence);
    socket.close();
  }

  private static byte[] secret(int length) {
    byte[] secret = new byte[length];
    RANDOM.nextBytes(secret);
    return secrets.add("key or message", secret);
  }

  @AfterAll
  static void close() {
    tables.close();
    server.close();
  }

  @Test
  void holdsNoStretchOfAnUserIdKeyOrMessageInAnyEncoding() {
    assertThat(secrets.foundIn(everything())).isEmpty();
  }

  @Test
  void holdsNoRegistrationIdInAnyEncoding() {
    String everything = everything();

    for (int id : registrationIds) {
      byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(id).array();
      assertThat(everything)
          .doesNotContain(new String(bytes, ISO_8859_1))
          .doesNotContain(new StringBuilder(new String(bytes, ISO_8859_1)).reverse())
          .doesNotContain(Integer.toString(id))
          .doesNotContain(HexFormat.of().formatHex(bytes));
    }
  }

  @Test
  void opensWithItsOwnKeysetAlone() {
    Encryption own = server.vault();
    Encryption other = TestStore.newVault();
    for (Identity user : users) {
      assertThat(seals(own.hash(user.userId())))
          .hasSize(1 + 5 + 5)
          .allMatch(seal -> seal.opens(own));
      assertThat(seals(own.hash(user.userId()))).noneMatch(seal -> seal.opens(other));
    }
  }

  @Test
  void namesUsersByTheirOwnKeysetAlone() {
    Encryption other = TestStore.newVault();

    for (Identity user : users) {
      assertThat(seals(other.hash(user.userId()))).isEmpty();
      assertThat(other.hash(user.userId())).isNotEqualTo(server.vault().hash(user.userId()));
    }
  }

  @Test
  void doesNotOpenASealForAnotherPurposeOrOwner() {
    Encryption own = server.vault();
    HashedUser user = own.hash(users.get(0).userId());
    HashedAddress next =
        new HashedAddress(own.hash(users.get(1).userId()), seals(user).get(0).owner.device());

    for (Seal seal : seals(user)) {
      assertThat(new Seal(seal.sealPurpose, next, seal.bytes).opens(own)).isFalse();
      for (SealPurpose sealPurpose : SealPurpose.values()) {
        assertThat(new Seal(sealPurpose, seal.owner, seal.bytes).opens(own))
            .isEqualTo(sealPurpose == seal.sealPurpose);
      }
    }
  }

  private record Seal(SealPurpose sealPurpose, HashedAddress owner, Buffer bytes) {
    boolean opens(Encryption encryption) {
      try {
        encryption.open(sealPurpose, owner, bytes.getBytes());
        return true;
      } catch (EncryptionException refused) {
        return false;
      }
    }
  }

  private static List<Seal> seals(HashedUser user) {
    HashedAddress owner = new HashedAddress(user, Mail.addressOf(users.get(0)).device());
    return Stream.of(
            seals(SealPurpose.REGISTRATION, "registration", "device", owner),
            seals(SealPurpose.ONE_TIME_PRE_KEY, "sealed_key", "one_time_pre_key", owner),
            seals(SealPurpose.MESSAGE, "sealed_message", "mailbox", owner))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Seal> seals(
      SealPurpose sealPurpose, String column, String table, HashedAddress owner) {
    return tables
        .column(
            "SELECT encode(%s, 'hex') FROM %s WHERE user_hash = ?".formatted(column, table),
            owner.user().value())
        .stream()
        .map(hex -> new Seal(sealPurpose, owner, Buffer.buffer(HexFormat.of().parseHex(hex))))
        .toList();
  }

  /** Every value of every table: as text, and as the bytes that it stands for. */
  private static String everything() {
    List<String> values = new ArrayList<>();
    for (String table :
        tables.column(
            """
            SELECT quote_ident(table_name) FROM information_schema.tables
            WHERE table_schema = 'public'""")) {
      for (String row : tables.column("SELECT to_jsonb(t)::text FROM " + table + " t")) {
        new JsonObject(row).forEach(column -> addForms(values, String.valueOf(column.getValue())));
      }
    }
    return String.join("\n", values);
  }

  private static void addForms(List<String> values, String text) {
    if (text.startsWith("\\x")) {
      values.add(new String(HexFormat.of().parseHex(text.substring(2)), ISO_8859_1));
    } else {
      values.add(text);
      if (text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
        UUID id = UUID.fromString(text);
        values.add(longs(id.getMostSignificantBits(), id.getLeastSignificantBits()));
      } else if (text.matches("-?[0-9]{1,19}")) {
        values.add(longs(Long.parseLong(text)));
      }
    }
  }

  private static String longs(long... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
    for (long number : numbers) {
      bytes.putLong(number);
    }
    return new String(bytes.array(), ISO_8859_1);
  }
}
