package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.prekeys.Registration;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.testkit.TestStore;

/** A statement has its transaction id before it draws the first row number: see MailboxFloors. */
@ExtendWith(VertxExtension.class)
class RowNumberTest {
  private static TestStore store;
  private static PostgresMailbox mailbox;

  /** Refuses a row whose number was drawn before there was an id. */
  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    mailbox =
        new PostgresMailbox(
            store.database(),
            store.vault(),
            new MailboxSettings(1000, 1 << 20, Duration.ofDays(30)),
            new MailboxFloors(),
            Optional.of(new WakeupMark(Duration.ofSeconds(1), Duration.ofSeconds(1))));
    store
        .tables()
        .execute(
            """
            CREATE FUNCTION refuse_early_number() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF pg_current_xact_id_if_assigned() IS NULL THEN
                RAISE 'number % was drawn before the id', NEW.row_id;
              END IF;
              RETURN NEW;
            END $$""");
    store
        .tables()
        .execute(
            """
            CREATE TRIGGER refuse_early_number BEFORE INSERT ON mailbox
            FOR EACH ROW EXECUTE FUNCTION refuse_early_number()""");
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void isDrawnAfterTheIdByEachStatementThatStoresMessages() {
    HashedAddress device = store.registered();
    HashedAddress other = store.registered();
    HashedAddress takingFew = takingFew();

    assertThat(append(message(device, false))).hasOnlyElementsOfType(Stored.class);
    assertThat(append(message(device, true))).hasOnlyElementsOfType(Stored.class);
    assertThat(append(message(takingFew, false))).hasOnlyElementsOfType(Stored.class);
    assertThat(append(message(other, false), message(device, false), message(takingFew, false)))
        .hasOnlyElementsOfType(Stored.class);
  }

  /** So does one of an older server, which knows nothing of it. */
  @Test
  void isDrawnBeforeTheIdOnlyWithoutTheTrigger() {
    HashedAddress device = store.registered();
    append(message(device, false));
    trigger("DISABLE");
    try {
      NewMessage message = message(device, false);
      assertThatThrownBy(() -> append(message)).hasStackTraceContaining("SQLSTATE P0001");
    } finally {
      trigger("ENABLE");
    }
  }

  /** A connection that keeps numbers for later transactions would draw them before their ids. */
  @Test
  void isDrawnOneByOne() {
    assertThat(
            store
                .tables()
                .column(
                    """
                    SELECT cache_size || ' ' || increment_by || ' ' || cycle FROM pg_sequences
                    WHERE sequencename = 'mailbox_row_id_seq'"""))
        .containsExactly("1 1 false");
  }

  private static void trigger(String change) {
    store.tables().execute("ALTER TABLE mailbox " + change + " TRIGGER id_before_numbers");
  }

  private static HashedAddress takingFew() {
    var address = TestStore.stranger();
    await(
        store
            .preKeys()
            .register(
                address,
                new Registration(
                    1,
                    Buffer.buffer("signed"),
                    List.of(),
                    Optional.of(new Admission(Strangers.FEW, List.of()))),
                0));
    return store.vault().hash(address);
  }

  private static List<AppendOutcome> append(NewMessage... messages) {
    return await(mailbox.append(Stream.of(messages).toList()));
  }

  private static NewMessage message(HashedAddress to, boolean retried) {
    return new NewMessage(UUID.randomUUID(), to, retried, Buffer.buffer("sealed"), 0);
  }
}
