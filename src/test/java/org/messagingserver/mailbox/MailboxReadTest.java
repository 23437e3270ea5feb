package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.testkit.TestStore;

class MailboxReadTest extends FilledMailbox {
  /** What a message of up to 124 bytes takes: version, nonce, padded content, tag. */
  private static final int SEALED = 5 + 24 + 128 + 16;

  @Test
  void readsNothingFromAnEmptyMailbox() {
    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), MANY, ROOMY, Anybody.ANYBODY));

    assertThat(mailboxPage)
        .isEqualTo(
            new MailboxPage(
                Optional.of(DeviceAdmission.EVERYBODY),
                registration(1),
                List.of(),
                List.of(),
                Optional.empty(),
                0));
  }

  @Test
  void readsAsManyAsAskedForOldestFirst() {
    append("1", "2", "3", "4");

    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), 3, ROOMY, Anybody.ANYBODY));

    assertThat(contents(mailboxPage)).containsExactly("1", "2", "3");
    assertThat(mailboxPage.next()).isPresent();
  }

  @Test
  void readsOnFromWhereAPageEndedAndThenFromTheFront() {
    append("1", "2", "3", "4");
    MailboxPage first =
        await(mailbox.read(owner, RowRange.ALL, List.of(), 3, ROOMY, Anybody.ANYBODY));
    append("5");

    MailboxPage second =
        await(
            mailbox.read(owner, first.next().orElseThrow(), List.of(), 3, ROOMY, Anybody.ANYBODY));

    assertThat(contents(second)).containsExactly("4");
    assertThat(second.next()).contains(RowRange.ALL);
  }

  @Test
  void saysWhereNoDeviceIsRegistered() {
    HashedAddress stranger = store.vault().hash(TestStore.stranger());

    MailboxPage mailboxPage =
        await(mailbox.read(stranger, RowRange.ALL, List.of(), MANY, ROOMY, Anybody.ANYBODY));

    assertThat(mailboxPage)
        .isEqualTo(
            new MailboxPage(
                Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty(), 0));
  }

  @Test
  void leavesOutTheRowsItIsTold() {
    List<Stored> rows = append("1", "2", "3", "4");

    MailboxPage mailboxPage =
        await(
            mailbox.read(
                owner,
                RowRange.ALL,
                List.of(rows.get(0).row(), rows.get(2).row()),
                2,
                ROOMY,
                Anybody.ANYBODY));

    assertThat(contents(mailboxPage)).containsExactly("2", "4");
  }

  @Test
  void endsAPageBeforeTheBytesAreExceededByMoreThanItsLastMessage() {
    append("1", "2", "3", "4");

    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), MANY, 2 * SEALED + 1, Anybody.ANYBODY));

    assertThat(contents(mailboxPage)).containsExactly("1", "2", "3");
    assertThat(mailboxPage.next()).isPresent();
  }

  @Test
  void saysThatMoreMayWaitWhenTheBytesAreJustUsedUp() {
    append("1", "2");

    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), MANY, 2 * SEALED, Anybody.ANYBODY));

    assertThat(contents(mailboxPage)).containsExactly("1", "2");
    assertThat(mailboxPage.next()).isPresent();
  }

  @Test
  void readsTheFirstMessageHoweverLargeItIs() {
    append("x".repeat(200_000), "2");

    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), MANY, 1, Anybody.ANYBODY));

    assertThat(contents(mailboxPage)).singleElement().asString().hasSize(200_000);
    assertThat(mailboxPage.next()).isPresent();
  }

  @Test
  void readsTheMessagesOfThisDeviceAlone() {
    append("mine");
    store.register(new Address(address.user(), new DeviceId(2)));
    append(new HashedAddress(owner.user(), new DeviceId(2)), "of another device");
    append(store.registered(), "of another user");

    assertThat(contents(readAll())).containsExactly("mine");
  }

  @Test
  void passesOverWhatCannotBeOpened() {
    List<Stored> rows = append("1", "2", "3");

    store
        .tables()
        .execute(
            "UPDATE mailbox SET sealed_message = '\\x00' WHERE row_id IN (?, ?)",
            rows.get(0).row(),
            rows.get(2).row());

    MailboxPage mailboxPage =
        await(mailbox.read(owner, RowRange.ALL, List.of(), 3, ROOMY, Anybody.ANYBODY));
    assertThat(contents(mailboxPage)).containsExactly("2");
    assertThat(mailboxPage.unreadable()).containsExactly(rows.get(0).row(), rows.get(2).row());
    assertThat(mailboxPage.next()).isPresent();
    assertThat(held()).isEqualTo(3);
  }

  @Test
  void doesNotOpenWhatWasMovedToAnotherMailbox() {
    HashedAddress other = store.registered();
    append(other, "for the other");

    store
        .tables()
        .execute(
            "UPDATE mailbox SET user_hash = ?, epoch = ? WHERE user_hash = ?",
            owner.user().value(),
            epoch(),
            other.user().value());

    assertThat(readAll().messages()).isEmpty();
  }

  @Test
  void deletesOnlyWhatMatchesOwnerRowAndId() {
    List<WaitingMessage> waiting = new ArrayList<>();
    append("1", "2", "3");
    waiting.addAll(readAll().messages());
    WaitingMessage first = waiting.get(0);

    await(
        mailbox.delete(
            List.of(
                new AckedRow(store.registered(), first.row(), first.id()),
                new AckedRow(
                    new HashedAddress(owner.user(), new DeviceId(2)), first.row(), first.id()),
                new AckedRow(owner, first.row(), UUID.randomUUID()),
                new AckedRow(owner, first.row(), waiting.get(1).id()),
                new AckedRow(owner, waiting.get(2).row(), waiting.get(2).id()))));

    assertThat(contents(readAll())).containsExactly("1", "2");
  }

  @Test
  void deletesWhatIsGoneAlreadyWithoutComplaint() {
    append("1");
    WaitingMessage message = readAll().messages().get(0);
    var settled = new AckedRow(owner, message.row(), message.id());

    await(mailbox.delete(List.of(settled, settled)));
    await(mailbox.delete(List.of(settled)));
    await(mailbox.delete(List.of()));

    assertThat(held()).isZero();
  }

  @Test
  void surveysWhoIsRegisteredAndForWhomSomethingWaits() {
    HashedAddress stranger = store.vault().hash(TestStore.stranger());
    HashedAddress empty = store.registered();
    append("1");

    List<MailboxStatus> surveys = await(mailbox.status(List.of(stranger, owner, empty)));

    assertThat(surveys)
        .containsExactlyInAnyOrder(
            new MailboxStatus(stranger, Optional.empty(), false),
            new MailboxStatus(owner, Optional.of(DeviceAdmission.EVERYBODY), true),
            new MailboxStatus(empty, Optional.of(DeviceAdmission.EVERYBODY), false));
  }
}
