package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.mailbox.AppendOutcome.Refused.MAILBOX_FULL;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.testkit.TestStore;

@ExtendWith(VertxExtension.class)
class MailboxBoundTest {
  /** What a message of up to 124 bytes takes: version, nonce, padded content, tag. */
  private static final int SEALED = 5 + 24 + 128 + 16;

  private static TestStore store;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void takesAsManyMessagesAsMayWaitInOneBatch() {
    HashedAddress owner = store.registered();

    List<AppendOutcome> outcomes = await(mailbox(7, 1 << 20).append(messages(owner, 10)));

    assertThat(outcomes.subList(0, 7)).hasOnlyElementsOfType(Stored.class);
    assertThat(outcomes.subList(7, 10)).containsOnly(MAILBOX_FULL);
    assertThat(held(owner)).isEqualTo(7);
  }

  @Test
  void takesAsManyBytesAsMayWaitInOneBatch() {
    HashedAddress owner = store.registered();

    List<AppendOutcome> outcomes = await(mailbox(100, 5 * SEALED).append(messages(owner, 7)));

    assertThat(outcomes.subList(0, 5)).hasOnlyElementsOfType(Stored.class);
    assertThat(outcomes.subList(5, 7)).containsOnly(MAILBOX_FULL);
    assertThat(bytes(owner)).isEqualTo(5 * SEALED);
  }

  @Test
  void takesAsManyMessagesAsMayWaitOneByOne() {
    HashedAddress owner = store.registered();
    PostgresMailbox mailbox = mailbox(5, 1 << 20);

    List<AppendOutcome> outcomes =
        IntStream.range(0, 8)
            .mapToObj(turn -> await(mailbox.append(messages(owner, 1))).get(0))
            .toList();

    assertThat(outcomes.subList(0, 5)).hasOnlyElementsOfType(Stored.class);
    assertThat(outcomes.subList(5, 8)).containsOnly(MAILBOX_FULL);
  }

  @Test
  void takesMoreWhenSomeWereDeleted() {
    HashedAddress owner = store.registered();
    PostgresMailbox mailbox = mailbox(5, 1 << 20);
    await(mailbox.append(messages(owner, 5)));
    WaitingMessage first =
        await(mailbox.read(owner, RowRange.ALL, List.of(), 1, 1 << 20, Anybody.ANYBODY))
            .messages()
            .get(0);

    await(mailbox.delete(List.of(new AckedRow(owner, first.row(), first.id()))));

    assertThat(await(mailbox.append(messages(owner, 2))))
        .satisfiesExactly(
            fits -> assertThat(fits).isInstanceOf(Stored.class),
            tooMany -> assertThat(tooMany).isEqualTo(MAILBOX_FULL));
  }

  @Test
  void countsForEachDeviceAlone() {
    PostgresMailbox mailbox = mailbox(5, 1 << 20);
    await(mailbox.append(messages(store.registered(), 5)));

    assertThat(await(mailbox.append(messages(store.registered(), 5))))
        .hasOnlyElementsOfType(Stored.class);
  }

  @Test
  void doesNotCountWhatAFormerRegistrationLeft() {
    HashedAddress owner = store.registered();
    PostgresMailbox mailbox = mailbox(5, 1 << 20);
    await(mailbox.append(messages(owner, 5)));

    store.tables().execute("UPDATE device SET epoch = epoch + 1");

    assertThat(await(mailbox.append(messages(owner, 5)))).hasOnlyElementsOfType(Stored.class);
  }

  /** Two nodes remember allowances of the same mailbox; neither knows what the other spends. */
  @Test
  void keepsCloseToTheBoundInMessagesWhenTwoNodesAppendInTurn() {
    HashedAddress owner = store.registered();
    int bound = 1000;

    fillInTurn(owner, mailbox(bound, 64 << 20), mailbox(bound, 64 << 20), bound);

    assertThat(held(owner)).isBetween((long) bound, (long) bound * 104 / 100);
  }

  @Test
  void keepsCloseToTheBoundInBytesWhenTwoNodesAppendInTurn() {
    HashedAddress owner = store.registered();
    int bound = 1000 * SEALED;

    fillInTurn(owner, mailbox(100_000, bound), mailbox(100_000, bound), 1000);

    assertThat(bytes(owner)).isBetween((long) bound, (long) bound * 104 / 100);
  }

  @Test
  void isExactForOneNodeAlone() {
    HashedAddress owner = store.registered();
    PostgresMailbox mailbox = mailbox(1000, 64 << 20);

    fillInTurn(owner, mailbox, mailbox, 1000);

    assertThat(held(owner)).isEqualTo(1000);
  }

  private static void fillInTurn(
      HashedAddress owner, PostgresMailbox one, PostgresMailbox other, int bound) {
    for (int sent = 0; sent < bound + 200; sent += 14) {
      await(one.append(messages(owner, 7)));
      await(other.append(messages(owner, 7)));
    }
    for (int turn = 0; turn < 20; turn++) {
      await(one.append(messages(owner, 1)));
      await(other.append(messages(owner, 1)));
    }
  }

  private static PostgresMailbox mailbox(int maxMessages, long maxBytes) {
    var settings = new MailboxSettings(maxMessages, maxBytes, Duration.ofDays(30));
    return new PostgresMailbox(store.database(), store.vault(), settings);
  }

  private static List<NewMessage> messages(HashedAddress to, int count) {
    return IntStream.range(0, count)
        .mapToObj(index -> new NewMessage(UUID.randomUUID(), to, false, Buffer.buffer("hello")))
        .toList();
  }

  private static long held(HashedAddress owner) {
    return ofMailbox("count(*)", owner);
  }

  private static long bytes(HashedAddress owner) {
    return ofMailbox("sum(octet_length(sealed_message))", owner);
  }

  private static long ofMailbox(String what, HashedAddress owner) {
    return store
        .tables()
        .number("SELECT " + what + " FROM mailbox WHERE user_hash = ?", owner.user().value());
  }
}
