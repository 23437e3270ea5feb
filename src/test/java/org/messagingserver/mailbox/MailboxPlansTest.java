package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.testkit.Plans;
import org.messagingserver.testkit.TestStore;

/** Mailboxes are usually empty, and that is when plans are made. */
@ExtendWith(VertxExtension.class)
class MailboxPlansTest {
  private static TestStore store;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  static Stream<String> statements() {
    return Stream.of(
        PostgresMailbox.READ,
        PostgresMailbox.STATUS,
        PostgresMailbox.DELETE_ROWS,
        PostgresMailbox.DELETE_IDS,
        FirstLooks.LOOK,
        BatchAppender.COUNT,
        OldestWaiting.FIND);
  }

  @ParameterizedTest
  @MethodSource("statements")
  void noStatementReadsAllMailboxes(String sql) {
    assertThat(Plans.wholeScans(store, "mailbox", sql)).isEmpty();
  }
}
