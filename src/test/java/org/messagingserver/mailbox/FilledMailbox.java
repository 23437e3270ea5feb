package org.messagingserver.mailbox;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.protocol.Address;
import org.messagingserver.testkit.TestStore;

/** A mailbox in a real database, and messages in it. */
@ExtendWith(VertxExtension.class)
abstract class FilledMailbox {
  static final int MANY = 1000;
  static final long ROOMY = 64 << 20;

  static TestStore store;
  static PostgresMailbox mailbox;

  Address address;
  HashedAddress owner;

  @BeforeAll
  static void open(Vertx vertx) {
    store = TestStore.open(vertx);
    var settings = new MailboxSettings(10_000, 64L << 20, Duration.ofDays(30));
    mailbox = new PostgresMailbox(store.database(), store.vault(), settings);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @BeforeEach
  void register() {
    address = TestStore.stranger();
    store.register(address);
    owner = store.vault().hash(address);
  }

  /** A registrationID as the tables name it; devices here have 1. */
  Optional<HashedRegistration> registration(int id) {
    return Optional.of(store.vault().hash(owner, id));
  }

  long epoch() {
    return store
        .tables()
        .number("SELECT epoch FROM device WHERE user_hash = ?", owner.user().value());
  }

  long held() {
    return store
        .tables()
        .number("SELECT count(*) FROM mailbox WHERE user_hash = ?", owner.user().value());
  }

  MailboxPage readAll() {
    return await(mailbox.read(owner, RowRange.ALL, List.of(), MANY, ROOMY, Anybody.ANYBODY));
  }

  List<Stored> append(String... contents) {
    return append(owner, contents);
  }

  static List<Stored> append(HashedAddress to, String... contents) {
    return append(to, 0, contents);
  }

  /** Of senders who ask for so many hours. */
  List<Stored> appendFor(int ttlHours, String... contents) {
    return append(owner, ttlHours, contents);
  }

  private static List<Stored> append(HashedAddress to, int ttlHours, String... contents) {
    return await(
            mailbox.append(
                List.of(contents).stream()
                    .map(Buffer::buffer)
                    .map(content -> new NewMessage(UUID.randomUUID(), to, false, content, ttlHours))
                    .toList()))
        .stream()
        .map(Stored.class::cast)
        .toList();
  }

  static List<String> contents(MailboxPage mailboxPage) {
    return mailboxPage.messages().stream().map(message -> message.content().toString()).toList();
  }
}
