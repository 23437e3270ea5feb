package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.mailbox.AppendOutcome.Refused.MAILBOX_FULL;
import static org.messagingserver.mailbox.AppendOutcome.Refused.STALE_DEVICE;
import static org.messagingserver.mailbox.AppendOutcome.Refused.UNKNOWN_DEVICE;
import static org.messagingserver.mailbox.AppendOutcome.Refused.UNKNOWN_USER;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.testkit.TestStore;

@ExtendWith(VertxExtension.class)
class AppendTest {
  private static TestStore store;
  private static PostgresMailbox mailbox;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    mailbox = mailbox(10);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void tellsTheOutcomeOfEveryMessageInItsOrder() {
    HashedAddress known = store.registered();
    HashedAddress otherDevice = new HashedAddress(known.user(), new DeviceId(2));
    HashedAddress stranger = store.vault().hash(TestStore.stranger());
    HashedAddress nearlyFull = store.registered();
    await(mailbox.append(messages(nearlyFull, 9)));

    List<AppendOutcome> outcomes =
        await(
            mailbox.append(
                List.of(
                    message(stranger),
                    message(known),
                    message(nearlyFull),
                    message(otherDevice),
                    message(nearlyFull),
                    message(known),
                    message(stranger),
                    message(nearlyFull),
                    message(known))));

    assertThat(outcomes)
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo(UNKNOWN_USER),
            second -> assertThat(second).isInstanceOf(Stored.class),
            third -> assertThat(third).isInstanceOf(Stored.class),
            fourth -> assertThat(fourth).isEqualTo(UNKNOWN_DEVICE),
            fifth -> assertThat(fifth).isEqualTo(MAILBOX_FULL),
            sixth -> assertThat(sixth).isInstanceOf(Stored.class),
            seventh -> assertThat(seventh).isEqualTo(UNKNOWN_USER),
            eighth -> assertThat(eighth).isEqualTo(MAILBOX_FULL),
            ninth -> assertThat(ninth).isInstanceOf(Stored.class));
    assertThat(held(known)).isEqualTo(3);
    assertThat(held(nearlyFull)).isEqualTo(10);
  }

  /** Devices of these tests have the registrationID 1. */
  @Test
  void refusesWhatIsForAnotherRegistration() {
    HashedAddress device = store.registered();

    List<AppendOutcome> outcomes =
        await(
            mailbox.append(
                List.of(
                    message(device, 2), message(device, 1), message(device), message(device, 3))));

    assertThat(outcomes)
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo(STALE_DEVICE),
            second -> assertThat(second).isInstanceOf(Stored.class),
            third -> assertThat(third).isInstanceOf(Stored.class),
            fourth -> assertThat(fourth).isEqualTo(STALE_DEVICE));
    assertThat(held(device)).isEqualTo(2);
  }

  /** A node that does not know the hash has registered the device since. */
  @Test
  void comparesNoRegistrationWhoseHashWasMadeForAnother() {
    HashedAddress device = store.registered();
    store
        .tables()
        .execute(
            "UPDATE device SET fingerprint = gen_random_uuid() WHERE user_hash = ?",
            device.user().value());

    assertThat(await(mailbox.append(List.of(message(device, 2)))).get(0))
        .isInstanceOf(Stored.class);
  }

  /** Nor one that an earlier version has registered. */
  @Test
  void comparesNoRegistrationWithoutHash() {
    HashedAddress device = store.registered();
    store
        .tables()
        .execute(
            "UPDATE device SET registration_hash = NULL, hashed_fingerprint = NULL"
                + " WHERE user_hash = ?",
            device.user().value());

    assertThat(await(mailbox.append(List.of(message(device, 2)))).get(0))
        .isInstanceOf(Stored.class);
  }

  @Test
  void findsWhatIsStoredThoughTheDeviceHasRegisteredAnewSince() {
    HashedAddress device = store.registered();
    NewMessage first = message(device, 1);
    await(mailbox.append(List.of(first)));
    NewMessage late =
        new NewMessage(
            first.id(),
            device,
            true,
            first.content(),
            0,
            false,
            registration(device, 2),
            Optional.empty(),
            () -> 0);

    assertThat(await(mailbox.append(List.of(late))).get(0)).isInstanceOf(Stored.class);
  }

  @Test
  void takesNothingFromAnEmptyBatch() {
    assertThat(await(mailbox.append(List.of()))).isEmpty();
  }

  @Test
  void numbersTheRowsOfABatchInItsOrder() {
    PostgresMailbox roomy = mailbox(10_000);
    HashedAddress one = store.registered();
    HashedAddress other = store.registered();
    List<NewMessage> batch =
        IntStream.range(0, 400)
            .mapToObj(index -> message(index % 3 == 0 ? one : other, "" + index))
            .toList();

    List<Long> rows = rows(await(roomy.append(batch)));

    assertThat(rows).isSorted().doesNotHaveDuplicates();
    assertThat(contents(roomy, one)).containsExactlyElementsOf(numbers(400, 0));
    assertThat(contents(roomy, other)).hasSize(266).isSortedAccordingTo(AppendTest::byNumber);
  }

  @Test
  void putsALaterBatchBehindAnEarlierOne() {
    HashedAddress owner = store.registered();

    await(mailbox.append(List.of(message(owner, "1"), message(owner, "2"))));
    await(mailbox.append(List.of(message(owner, "3"))));

    assertThat(contents(mailbox, owner)).containsExactly("1", "2", "3");
  }

  @Test
  void storesABatchThatComesAgainOnce() {
    HashedAddress owner = store.registered();
    List<NewMessage> batch = messages(owner, 4);

    List<Long> first = rows(await(mailbox.append(batch)));
    List<Long> second = rows(await(mailbox.append(again(batch))));

    assertThat(second).isEqualTo(first);
    assertThat(held(owner)).isEqualTo(4);
  }

  @Test
  void storesWhatIsNewInABatchThatComesAgain() {
    HashedAddress owner = store.registered();
    List<NewMessage> stored = messages(owner, 2);
    await(mailbox.append(stored));
    List<NewMessage> batch = new ArrayList<>(again(stored));
    batch.add(message(owner));

    List<Long> rows = rows(await(mailbox.append(batch)));

    assertThat(rows).hasSize(3).isSorted().doesNotHaveDuplicates();
    assertThat(held(owner)).isEqualTo(3);
  }

  @Test
  void saysStoredOfWhatIsStoredEvenWhenTheMailboxHasFilledUpSince() {
    HashedAddress owner = store.registered();
    List<NewMessage> batch = messages(owner, 4);
    List<Long> first = rows(await(mailbox.append(batch)));
    await(mailbox.append(messages(owner, 6)));
    List<NewMessage> withOneMore = new ArrayList<>(again(batch));
    withOneMore.add(message(owner));

    List<AppendOutcome> second = await(mailbox.append(withOneMore));

    assertThat(rows(second.subList(0, 4))).isEqualTo(first);
    assertThat(second.get(4)).isEqualTo(MAILBOX_FULL);
    assertThat(held(owner)).isEqualTo(10);
  }

  @Test
  void storesABatchThatIsUnderWayTwiceAtOnceOnlyOnce() {
    PostgresMailbox one = mailbox(100);
    PostgresMailbox other = mailbox(100);
    for (int round = 0; round < 20; round++) {
      HashedAddress owner = store.registered();
      List<NewMessage> batch = messages(owner, 8);

      List<List<AppendOutcome>> answers =
          await(
              Future.all(one.append(batch), other.append(again(batch)), other.append(again(batch)))
                  .map(all -> all.<List<AppendOutcome>>list()));

      assertThat(answers).flatExtracting(answer -> answer).hasOnlyElementsOfType(Stored.class);
      assertThat(held(owner)).isEqualTo(8);
    }
  }

  @Test
  void keepsMessagesOfAnyLengthAsTheyWere() {
    HashedAddress owner = store.registered();
    List<Buffer> contents =
        Stream.of(0, 1, 123, 124, 125, 262_000)
            .map(length -> Buffer.buffer(new byte[length]))
            .toList();

    await(
        mailbox.append(
            contents.stream()
                .map(content -> new NewMessage(UUID.randomUUID(), owner, false, content))
                .toList()));

    assertThat(
            await(mailbox.read(owner, RowRange.ALL, List.of(), 10, 1 << 20, Anybody.ANYBODY))
                .messages())
        .extracting(WaitingMessage::content)
        .isEqualTo(contents);
  }

  private static PostgresMailbox mailbox(int maxMessages) {
    var settings = new MailboxSettings(maxMessages, 64L << 20, Duration.ofDays(30));
    return new PostgresMailbox(store.database(), store.vault(), settings);
  }

  private static NewMessage message(HashedAddress to) {
    return message(to, "hello");
  }

  private static NewMessage message(HashedAddress to, String content) {
    return new NewMessage(UUID.randomUUID(), to, false, Buffer.buffer(content));
  }

  private static NewMessage message(HashedAddress to, int registrationId) {
    return new NewMessage(
        UUID.randomUUID(),
        to,
        false,
        Buffer.buffer("hello"),
        0,
        false,
        registration(to, registrationId),
        Optional.empty(),
        () -> 0);
  }

  private static Optional<HashedRegistration> registration(HashedAddress device, int id) {
    return Optional.of(store.vault().hash(device, id));
  }

  private static List<NewMessage> messages(HashedAddress to, int count) {
    return Collections.nCopies(count, to).stream().map(AppendTest::message).toList();
  }

  private static List<NewMessage> again(List<NewMessage> batch) {
    return batch.stream()
        .map(message -> new NewMessage(message.id(), message.to(), true, message.content()))
        .toList();
  }

  private static List<Long> rows(List<AppendOutcome> outcomes) {
    return outcomes.stream().map(outcome -> ((Stored) outcome).row()).toList();
  }

  private static long held(HashedAddress owner) {
    return store
        .tables()
        .number("SELECT count(*) FROM mailbox WHERE user_hash = ?", owner.user().value());
  }

  private static List<String> contents(PostgresMailbox mailbox, HashedAddress owner) {
    return await(mailbox.read(owner, RowRange.ALL, List.of(), 1000, 64 << 20, Anybody.ANYBODY))
        .messages()
        .stream()
        .map(message -> message.content().toString())
        .toList();
  }

  private static List<String> numbers(int below, int remainder) {
    return IntStream.range(0, below)
        .filter(number -> number % 3 == remainder)
        .mapToObj(Integer::toString)
        .toList();
  }

  private static int byNumber(String one, String other) {
    return Integer.compare(Integer.parseInt(one), Integer.parseInt(other));
  }
}
