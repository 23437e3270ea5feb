package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.mailbox.Anybody.ANYBODY;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.mailbox.AppendOutcome.Refused;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.mailbox.FirstLooks.FirstLook;
import org.messagingserver.testkit.HeldTransaction;

/** No floor is above a message that is there, or that an append may still commit. */
class MailboxFloorTest extends FilledMailbox {
  private static final UUID LATE = UUID.randomUUID();
  private static final int BATCH = 1000;
  private static final int RAISED = 64;

  private MailboxFloors floors;
  private PostgresMailbox node;

  @BeforeEach
  void startNode() {
    floors = new MailboxFloors();
    node = node(floors);
  }

  private static PostgresMailbox node(MailboxFloors floors) {
    return node(floors, 100_000);
  }

  private static PostgresMailbox node(MailboxFloors floors, int maxMessages) {
    var settings = new MailboxSettings(maxMessages, 64L << 20, Duration.ofDays(30));
    return new PostgresMailbox(store.database(), store.vault(), settings, floors, Optional.empty());
  }

  @Test
  void deliversAMessageWhoseAppendCommitsBehindFiftyThousandLaterOnes() {
    Future<List<AppendOutcome>> late;
    try (HeldTransaction append = holdingAppends(LATE)) {
      late = node.append(List.of(message(LATE, "late")));
      append.awaitBlocked();

      for (int batch = 0; batch < 50; batch++) {
        deliver(BATCH);
      }
      assertThat(read()).isEmpty();
    }
    await(late);

    assertThat(contents(firstPage())).containsExactly("late");
    assertThat(read()).extracting(row -> row.content().toString()).containsExactly("late");
  }

  @Test
  void beginsBehindDeletedMessagesOnceNoEarlierAppendIsUnderWay() {
    long last = deliver(RAISED);

    read();

    assertThat(floors.of(owner).row()).isEqualTo(last + 1);
  }

  @Test
  void waitsForASubtransactionThatHasDrawnANumber() {
    try (HeldTransaction other = new HeldTransaction(store.uri())) {
      other.execute("SAVEPOINT earlier");
      other.execute(insert(UUID.randomUUID()));
      other.execute("RELEASE earlier");
      deliver(RAISED);
      read();

      assertThat(floors.of(owner).row()).isZero();
    }
    deliver(RAISED);
    read();

    assertThat(held()).isOne();
    assertThat(floors.of(owner).row()).isEqualTo(lowest());
  }

  @Test
  void staysAtAMessageThatThisSocketHasAlready() {
    append("in flight");
    long inFlight = lowest();
    deliver(RAISED, List.of(inFlight));

    await(node.read(owner, RowRange.ALL, List.of(inFlight), MANY, ROOMY, ANYBODY));

    assertThat(floors.of(owner).row()).isEqualTo(inFlight);
  }

  @Test
  void staysAtAnExpiredMessage() {
    append("expired");
    long expired = lowest();
    store.tables().execute("UPDATE mailbox SET expires_at = now() WHERE row_id = ?", expired);
    deliver(RAISED);

    read();

    assertThat(floors.of(owner).row()).isEqualTo(expired);
  }

  @Test
  void staysAtAMessageOfAFormerRegistration() {
    append("former");
    long former = lowest();
    store.tables().execute("UPDATE mailbox SET epoch = epoch + 1 WHERE row_id = ?", former);
    deliver(RAISED);

    read();

    assertThat(floors.of(owner).row()).isEqualTo(former);
  }

  @Test
  void everyStatementBeginsAtTheFloor() {
    deliver(RAISED);
    read();
    assertThat(floors.of(owner).row()).isPositive();

    plantInFront();

    MailboxFloors none = new MailboxFloors();
    assertThat(read()).isEmpty();
    assertThat(read(node(none))).hasSize(1);
    assertThat(isFoundByASweep(floors)).isFalse();
    assertThat(isFoundByASweep(none)).isTrue();
    assertThat(isFoundByALogin(floors)).isFalse();
    assertThat(isFoundByALogin(none)).isTrue();
    assertThat(appendWhereOneMessageFits(none)).isEqualTo(Refused.MAILBOX_FULL);
    assertThat(appendWhereOneMessageFits(floors)).isInstanceOf(Stored.class);
  }

  private boolean isFoundByASweep(MailboxFloors known) {
    return await(node(known).status(List.of(owner))).get(0).waiting();
  }

  private boolean isFoundByALogin(MailboxFloors known) {
    Promise<FirstLook> look = Promise.promise();
    store
        .vertx()
        .runOnContext(
            tick -> new FirstLooks(store.database(), known).look(owner, ANYBODY).onComplete(look));
    return await(look.future()).waiting();
  }

  private AppendOutcome appendWhereOneMessageFits(MailboxFloors known) {
    return await(node(known, 1).append(List.of(message(UUID.randomUUID(), "x")))).get(0);
  }

  /** As on a standby that is promoted without the latest commits. */
  @Test
  void readsFromTheFrontWhereNumbersBegunAgain() {
    deliver(RAISED);
    read();
    assertThat(floors.of(owner).row()).isGreaterThan(RAISED);

    store.tables().execute("TRUNCATE mailbox RESTART IDENTITY");
    append("first");

    assertThat(lowest()).isOne();
    assertThat(contents(firstPage())).containsExactly("first");
    assertThat(read()).hasSize(1);
    assertThat(await(node.status(List.of(owner))))
        .extracting(MailboxStatus::waiting)
        .contains(true);
  }

  @Test
  void nodesRaiseTheirFloorsByTheirOwnDeletions() {
    deliver(RAISED);
    read();
    MailboxFloors others = new MailboxFloors();

    assertThat(read(node(others))).isEmpty();

    assertThat(others.of(owner).row()).isZero();
    assertThat(floors.of(owner).row()).isPositive();
  }

  @Test
  void storesACoarseFloorThatOtherNodesBeginAt() {
    store.tables().execute("ALTER TABLE mailbox ALTER row_id RESTART WITH 123456");
    for (int batch = 0; batch < 10; batch++) {
      deliver(BATCH);
    }
    read();
    awaitStored(130_000);
    plantInFront();

    assertThat(read(node(new MailboxFloors()))).isEmpty();
    assertThat(await(OldestWaiting.find(store.database(), List.of(owner)))).isEmpty();

    await(store.preKeys().unregister(address, 0));
    assertThat(stored()).isEmpty();
  }

  private void awaitStored(long row) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (stored().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    assertThat(stored()).containsExactly(String.valueOf(row));
  }

  private List<String> stored() {
    return store
        .tables()
        .column("SELECT row_id FROM mailbox_floor WHERE user_hash = ?", owner.user().value());
  }

  /** Appends so many and reads and deletes them; returns the number of the last. */
  private long deliver(int count) {
    return deliver(count, List.of());
  }

  private long deliver(int count, List<Long> except) {
    List<NewMessage> messages =
        IntStream.range(0, count).mapToObj(at -> message(UUID.randomUUID(), "x")).toList();
    await(node.append(messages));
    MailboxPage page = await(node.read(owner, RowRange.ALL, except, count, ROOMY, ANYBODY));
    assertThat(page.messages()).hasSize(count);
    List<AckedRow> acked = new ArrayList<>();
    page.messages().forEach(one -> acked.add(new AckedRow(owner, one.row(), one.id())));
    await(node.delete(acked));
    return acked.get(count - 1).row();
  }

  private List<WaitingMessage> read() {
    return read(node);
  }

  private List<WaitingMessage> read(PostgresMailbox by) {
    return await(by.read(owner, RowRange.ALL, List.of(), MANY, ROOMY, ANYBODY)).messages();
  }

  private MailboxPage firstPage() {
    return await(node.readIfAny(owner, MANY, ROOMY, ANYBODY));
  }

  private NewMessage message(UUID id, String content) {
    return new NewMessage(id, owner, false, Buffer.buffer(content), 0);
  }

  private long lowest() {
    return store
        .tables()
        .number("SELECT min(row_id) FROM mailbox WHERE user_hash = ?", owner.user().value());
  }

  /** No append ever does that; only a statement that begins at the front finds it. */
  private void plantInFront() {
    append("in front");
    store
        .tables()
        .execute(
            """
            WITH taken AS (DELETE FROM mailbox WHERE user_hash = ? RETURNING *)
            INSERT INTO mailbox (user_hash, device_id, row_id, message_id, epoch, expires_at,
                                 sealed_message)
              OVERRIDING SYSTEM VALUE
            SELECT user_hash, device_id, 1, message_id, epoch, expires_at, sealed_message
            FROM taken""",
            owner.user().value());
  }

  private String insert(UUID id) {
    return """
        INSERT INTO mailbox (user_hash, device_id, message_id, epoch, expires_at, sealed_message)
        VALUES ('%s', %d, '%s', 0, now() + interval '1 day', '')"""
        .formatted(owner.user().value(), owner.device().asLong(), id);
  }

  /** The append of this message does not commit while the transaction is open. */
  private static HeldTransaction holdingAppends(UUID id) {
    store
        .tables()
        .execute(
            """
            CREATE OR REPLACE FUNCTION hold_append() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF NEW.message_id = '%s' THEN
                PERFORM pg_advisory_xact_lock_shared(1);
              END IF;
              RETURN NULL;
            END $$"""
                .formatted(id));
    store
        .tables()
        .execute(
            """
            CREATE OR REPLACE TRIGGER hold_append AFTER INSERT ON mailbox
            FOR EACH ROW EXECUTE FUNCTION hold_append()""");
    HeldTransaction held = new HeldTransaction(store.uri());
    held.execute("SELECT pg_advisory_xact_lock(1)");
    return held;
  }
}
