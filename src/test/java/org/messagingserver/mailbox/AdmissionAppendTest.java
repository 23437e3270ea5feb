package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.mailbox.AppendOutcome.Refused.MAILBOX_FULL;
import static org.messagingserver.mailbox.AppendOutcome.Refused.UNKNOWN_DEVICE;
import static org.messagingserver.mailbox.AppendOutcome.Refused.UNKNOWN_USER;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.prekeys.Registration;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.testkit.TestStore;

@ExtendWith(VertxExtension.class)
class AdmissionAppendTest {
  private static final DeliveryToken TOKEN = new DeliveryToken(Buffer.buffer("t".repeat(32)));
  private static final DeliveryToken WRONG = new DeliveryToken(Buffer.buffer("w".repeat(32)));

  private static TestStore store;
  private static PostgresMailbox mailbox;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    mailbox = mailbox();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static PostgresMailbox mailbox() {
    return new PostgresMailbox(
        store.database(), store.vault(), new MailboxSettings(1000, 1 << 20, Duration.ofDays(30)));
  }

  @Test
  void hidesADeviceThatTakesNobodyFromStrangers() {
    HashedAddress device = admitting(Strangers.NONE);

    assertThat(append(stranger(device, 0), holder(device), withToken(device, WRONG)))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo(UNKNOWN_USER),
            second -> assertThat(second).isInstanceOf(Stored.class),
            third -> assertThat(third).isEqualTo(UNKNOWN_USER));
  }

  @Test
  void hidesOneOfTheDevicesOfAUser() {
    Address address = TestStore.stranger();
    store.register(address);
    Address other = new Address(address.user(), new DeviceId(2));
    HashedAddress hidden = admitting(other, Strangers.NONE);

    assertThat(append(stranger(hidden, 0))).containsExactly(UNKNOWN_DEVICE);
  }

  @Test
  void takesFourMessagesOfASourceAndTwentyOfAll() {
    HashedAddress device = admitting(Strangers.FEW);

    assertThat(append(messages(device, 6, 1))).hasSize(6).endsWith(MAILBOX_FULL, MAILBOX_FULL);
    assertThat(append(stranger(device, 1))).containsExactly(MAILBOX_FULL);
    assertThat(append(messages(device, 4, 2))).hasOnlyElementsOfType(Stored.class);
    List<AppendOutcome> rest =
        append(IntStream.range(3, 16).mapToObj(source -> stranger(device, source)));
    assertThat(rest.subList(0, 12)).hasOnlyElementsOfType(Stored.class);
    assertThat(rest.subList(12, 13)).containsExactly(MAILBOX_FULL);
    assertThat(append(holder(device)).get(0)).isInstanceOf(Stored.class);
    assertThat(held(device)).isEqualTo(21);
  }

  @Test
  void takesTwentyOfAllWhereSourcesAreNotCounted() {
    HashedAddress device = admitting(Strangers.FEW);

    List<AppendOutcome> outcomes = append(messages(device, 25, 0));

    assertThat(outcomes.subList(0, 20)).hasOnlyElementsOfType(Stored.class);
    assertThat(outcomes.subList(20, 25)).containsOnly(MAILBOX_FULL);
  }

  @Test
  void countsBatchesThatRunTogetherOnce() {
    List<HashedAddress> devices = Stream.generate(() -> admitting(Strangers.FEW)).limit(3).toList();
    List<HashedAddress> reversed = List.of(devices.get(2), devices.get(1), devices.get(0));
    PostgresMailbox another = mailbox();

    List<Future<List<AppendOutcome>>> running =
        IntStream.range(0, 40)
            .mapToObj(
                round ->
                    (round % 2 == 0 ? mailbox : another)
                        .append(
                            (round % 2 == 0 ? devices : reversed)
                                .stream().map(device -> stranger(device, 0)).toList()))
            .toList();
    await(Future.all(running));

    assertThat(devices).allSatisfy(device -> assertThat(held(device)).isEqualTo(20));
  }

  @Test
  void refusesWhatIsLargeWithoutCountingIt() {
    HashedAddress device = admitting(Strangers.FEW);

    assertThat(append(large(device, 4097), large(device, 4096)))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo(MAILBOX_FULL),
            second -> assertThat(second).isInstanceOf(Stored.class));
    assertThat(append(messages(device, 19, 0))).hasOnlyElementsOfType(Stored.class);
  }

  @Test
  void makesRoomByTimeAloneAndNotByWhatTheDeviceReads() {
    HashedAddress device = admitting(Strangers.FEW);
    append(messages(device, 20, 0));

    store.tables().execute("DELETE FROM mailbox");
    List<AppendOutcome> unread = append(stranger(device, 0));
    store
        .tables()
        .execute(
            "UPDATE device SET stranger_hours = "
                + "array(SELECT h - interval '25 hours' FROM unnest(stranger_hours) h)");

    assertThat(unread).containsExactly(MAILBOX_FULL);
    assertThat(append(messages(device, 21, 0))).endsWith(MAILBOX_FULL);
    assertThat(held(device)).isEqualTo(20);
  }

  @Test
  void countsAMessageThatComesAgainOnce() {
    HashedAddress device = admitting(Strangers.FEW);
    List<NewMessage> messages = messages(device, 10, 0).toList();
    append(messages.stream());

    List<AppendOutcome> again =
        append(
            messages.stream()
                .map(message -> new NewMessage(message.id(), device, true, message.content())));

    assertThat(again).hasOnlyElementsOfType(Stored.class);
    assertThat(append(messages(device, 11, 0))).endsWith(MAILBOX_FULL);
    assertThat(held(device)).isEqualTo(20);
  }

  @Test
  void keepsSayingStoredOfAMessageWhoseSenderIsNotAdmittedAnyMore() {
    Address address = TestStore.stranger();
    HashedAddress device = admitting(address, Strangers.WELCOME);
    NewMessage message = stranger(device, 0);
    append(message);

    admitting(address, Strangers.NONE);

    assertThat(append(new NewMessage(message.id(), device, true, message.content())).get(0))
        .isInstanceOf(Stored.class);
  }

  private static HashedAddress admitting(Strangers strangers) {
    return admitting(TestStore.stranger(), strangers);
  }

  private static HashedAddress admitting(Address address, Strangers strangers) {
    await(
        store
            .preKeys()
            .register(
                address,
                new Registration(
                    1,
                    Buffer.buffer("signed"),
                    List.of(),
                    Optional.of(new Admission(strangers, List.of(TOKEN.hash())))),
                0));
    return store.vault().hash(address);
  }

  private static List<AppendOutcome> append(NewMessage... messages) {
    return append(Stream.of(messages));
  }

  private static List<AppendOutcome> append(Stream<NewMessage> messages) {
    return await(mailbox.append(messages.toList()));
  }

  private static Stream<NewMessage> messages(HashedAddress to, int number, long source) {
    return Stream.generate(() -> stranger(to, source)).limit(number);
  }

  private static NewMessage stranger(HashedAddress to, long source) {
    return message(to, Buffer.buffer("sealed"), Optional.empty(), source);
  }

  private static NewMessage holder(HashedAddress to) {
    return withToken(to, TOKEN);
  }

  private static NewMessage withToken(HashedAddress to, DeliveryToken token) {
    UUID fingerprint = store.vault().fingerprintOfToken(to.user(), token.hash().getBytes());
    return message(to, Buffer.buffer("sealed"), Optional.of(fingerprint), 0);
  }

  private static NewMessage large(HashedAddress to, int bytes) {
    return message(to, Buffer.buffer(new byte[bytes]), Optional.empty(), 0);
  }

  private static NewMessage message(
      HashedAddress to, Buffer content, Optional<UUID> token, long source) {
    return new NewMessage(
        UUID.randomUUID(), to, false, content, 0, false, Optional.empty(), token, () -> source);
  }

  private static long held(HashedAddress device) {
    return store
        .tables()
        .number("SELECT count(*) FROM mailbox WHERE user_hash = ?", device.user().value());
  }
}
