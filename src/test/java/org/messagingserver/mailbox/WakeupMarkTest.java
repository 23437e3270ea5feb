package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.messagingserver.testkit.HeldTransaction;
import org.messagingserver.testkit.TestStore;

/** Which appends mark a device that has asked to be woken, also while others change its row. */
@ExtendWith(VertxExtension.class)
class WakeupMarkTest {
  private static final WakeupMark MARK =
      new WakeupMark(Duration.ofHours(1), Duration.ofMinutes(10));
  private static final String DUE_SOON =
      "due_at BETWEEN now() + interval '58 minutes' AND now() + interval '70 minutes'";

  private static TestStore store;
  private static PostgresMailbox mailbox;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    mailbox = mailbox(Optional.of(MARK));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static PostgresMailbox mailbox(Optional<WakeupMark> mark) {
    return new PostgresMailbox(
        store.database(),
        store.vault(),
        new MailboxSettings(1000, 1 << 20, Duration.ofDays(30)),
        new MailboxFloors(),
        mark);
  }

  @Test
  void marksTheDeviceWithTheRowOfItsMessage() {
    HashedAddress device = wakeable();

    List<AppendOutcome> stored = append(loud(device));

    assertThat(is(device, DUE_SOON)).isTrue();
    assertThat(is(device, "first_row = " + ((Stored) stored.get(0)).row())).isTrue();
  }

  @Test
  void spreadsMarksOverTheJitter() {
    List<HashedAddress> devices = Stream.generate(WakeupMarkTest::wakeable).limit(10).toList();

    append(devices.stream().map(WakeupMarkTest::loud).toArray(NewMessage[]::new));

    assertThat(devices.stream().map(device -> value(device, "due_at")).distinct()).hasSize(10);
  }

  @Test
  void marksNoDeviceForQuietMessages() {
    HashedAddress device = wakeable();
    HashedAddress other = wakeable();

    append(quiet(device), quiet(device), loud(other));

    assertThat(is(device, "due_at IS NULL")).isTrue();
    assertThat(is(other, DUE_SOON)).isTrue();
  }

  @Test
  void marksForTheLoudOneOfABatch() {
    HashedAddress device = wakeable();

    List<AppendOutcome> stored = append(quiet(device), loud(device), quiet(device));

    assertThat(is(device, "first_row = " + ((Stored) stored.get(1)).row())).isTrue();
  }

  @Test
  void keepsAMarkThatIsSet() {
    HashedAddress device = wakeable();
    change(device, "due_at = '2026-01-01', first_row = 7");

    append(loud(device));

    assertThat(is(device, "due_at = '2026-01-01' AND first_row = 7")).isTrue();
  }

  @Test
  void marksADeviceThatIsBeingPushed() {
    HashedAddress device = wakeable();
    change(device, "claimed_until = now() + interval '1 minute'");

    append(loud(device));

    assertThat(is(device, DUE_SOON + " AND claimed_until IS NOT NULL")).isTrue();
  }

  @Test
  void marksForWhenTheDeviceMayBeWokenAgain() {
    HashedAddress device = wakeable();
    change(device, "not_before = now() + interval '1 day'");

    append(loud(device));

    assertThat(is(device, "due_at = not_before")).isTrue();
  }

  @Test
  void marksNoDeviceWhoseSubscriptionIsGone() {
    HashedAddress device = wakeable();
    change(device, "sealed_subscription = NULL");

    append(loud(device));

    assertThat(is(device, "due_at IS NULL")).isTrue();
  }

  @Test
  void marksForAMessageThatIsStoredAtTheSecondAttemptOnly() {
    HashedAddress device = wakeable();
    NewMessage message = loud(device);

    append(again(message));
    assertThat(is(device, DUE_SOON)).isTrue();
    change(device, "due_at = NULL");
    append(again(message));

    assertThat(is(device, "due_at IS NULL")).isTrue();
  }

  @Test
  void marksForAStrangerWhereFewMayCome() {
    Address address = TestStore.stranger();
    Admission few = new Admission(Strangers.FEW, List.of());
    Registration registration =
        new Registration(1, Buffer.buffer("signed"), List.of(), Optional.of(few));
    await(store.preKeys().register(address, registration, 0));
    HashedAddress device = wakeable(store.vault().hash(address));

    append(quiet(device));
    assertThat(is(device, "due_at IS NULL")).isTrue();
    append(loud(device));

    assertThat(is(device, DUE_SOON)).isTrue();
  }

  @Test
  void marksNothingWhereDevicesAreNotWoken() {
    HashedAddress device = wakeable();

    await(mailbox(Optional.empty()).append(List.of(loud(device))));

    assertThat(is(device, "due_at IS NULL")).isTrue();
  }

  /** The append's snapshot still shows the mark. */
  @Test
  void marksAnewWhereAMarkIsTakenMeanwhile() {
    HashedAddress device = wakeable();
    change(device, "due_at = '2026-01-01'");

    Future<List<AppendOutcome>> appending;
    try (HeldTransaction claim = new HeldTransaction(store.uri())) {
      claim.execute("SELECT FROM wakeup WHERE " + key(device) + " FOR UPDATE");
      appending = mailbox.append(List.of(loud(device)));
      claim.awaitBlocked();
      claim.execute("UPDATE wakeup SET due_at = NULL WHERE " + key(device));
    }
    await(appending);

    assertThat(is(device, DUE_SOON)).isTrue();
  }

  /** The append's snapshot does not show the mark. */
  @Test
  void keepsAMarkThatIsSetMeanwhile() {
    HashedAddress device = wakeable();

    Future<List<AppendOutcome>> appending;
    try (HeldTransaction append = new HeldTransaction(store.uri())) {
      append.execute("UPDATE wakeup SET due_at = '2026-01-01' WHERE " + key(device));
      appending = mailbox.append(List.of(loud(device)));
      append.awaitBlocked();
    }
    await(appending);

    assertThat(is(device, "due_at = '2026-01-01'")).isTrue();
  }

  @Test
  void takesDevicesInOneOrderSoThatBatchesMeetInNoDeadlock() {
    List<HashedAddress> devices = Stream.generate(WakeupMarkTest::wakeable).limit(20).toList();
    PostgresMailbox another = mailbox(Optional.of(MARK));

    for (int round = 0; round < 30; round++) {
      store.tables().execute("UPDATE wakeup SET due_at = NULL");
      List<Future<List<AppendOutcome>>> running =
          IntStream.range(0, 6)
              .mapToObj(turn -> (turn % 2 == 0 ? mailbox : another).append(shuffled(devices, turn)))
              .toList();
      await(Future.all(running));
    }

    assertThat(devices).allSatisfy(device -> assertThat(is(device, DUE_SOON)).isTrue());
  }

  private static List<NewMessage> shuffled(List<HashedAddress> devices, int by) {
    return IntStream.range(0, devices.size())
        .mapToObj(index -> loud(devices.get((index * 7 + by * 3) % devices.size())))
        .toList();
  }

  private static HashedAddress wakeable() {
    return wakeable(store.registered());
  }

  private static HashedAddress wakeable(HashedAddress device) {
    store
        .tables()
        .execute(
            "INSERT INTO wakeup (user_hash, device_id, sealed_subscription, vapid_key, min_seconds)"
                + " VALUES (?, ?, '\\x01', 1, 0)",
            device.user().value(),
            device.device().asLong());
    return device;
  }

  private static List<AppendOutcome> append(NewMessage... messages) {
    List<AppendOutcome> outcomes = await(mailbox.append(List.of(messages)));
    assertThat(outcomes).hasOnlyElementsOfType(Stored.class);
    return outcomes;
  }

  private static NewMessage loud(HashedAddress to) {
    return message(to, false);
  }

  private static NewMessage quiet(HashedAddress to) {
    return message(to, true);
  }

  private static NewMessage message(HashedAddress to, boolean quiet) {
    return new NewMessage(
        UUID.randomUUID(),
        to,
        false,
        Buffer.buffer("sealed"),
        0,
        quiet,
        Optional.empty(),
        Optional.empty(),
        () -> 0);
  }

  private static NewMessage again(NewMessage message) {
    return new NewMessage(message.id(), message.to(), true, message.content());
  }

  private static String key(HashedAddress device) {
    return "user_hash = '%s' AND device_id = %d"
        .formatted(device.user().value(), device.device().asLong());
  }

  private static void change(HashedAddress device, String to) {
    store.tables().execute("UPDATE wakeup SET " + to + " WHERE " + key(device));
  }

  private static boolean is(HashedAddress device, String condition) {
    return value(device, condition).equals("t");
  }

  private static String value(HashedAddress device, String expression) {
    return store
        .tables()
        .column("SELECT " + expression + " FROM wakeup WHERE " + key(device))
        .get(0);
  }
}
