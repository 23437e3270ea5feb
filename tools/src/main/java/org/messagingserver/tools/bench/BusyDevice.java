package org.messagingserver.tools.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AckedRow;
import org.messagingserver.mailbox.MailboxFloors;
import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.MailboxSettings;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.mailbox.PostgresMailbox;
import org.messagingserver.mailbox.Requester;
import org.messagingserver.mailbox.RowRange;
import org.messagingserver.postgres.Database;
import org.messagingserver.prekeys.Asker;
import org.messagingserver.prekeys.PreKeySettings;
import org.messagingserver.prekeys.PreKeys;
import org.messagingserver.prekeys.Registration;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.tools.bench.load.Await;
import org.messagingserver.tools.bench.load.PreparedMessage;

/** A device, and what its node asks the database for on its behalf. */
final class BusyDevice {
  private static final int BATCH = 250;
  private static final int MAX_BYTES = 1 << 30;
  private static final Asker ASKER = new Asker(Optional.empty(), true, true, 0);

  private static final Requester ANYBODY =
      new Requester() {
        @Override
        public long source() {
          return 0;
        }

        @Override
        public boolean isOpen() {
          return true;
        }
      };

  private final Database database;
  private final Encryption encryption;
  private final MailboxFloors floors = new MailboxFloors();
  private final PostgresMailbox mailbox;
  private final PreKeys preKeys;
  private final Address address = new Address(Identity.generate().userId(), DeviceId.of(1));
  private final HashedAddress owner;

  BusyDevice(Vertx vertx, Database database, Encryption encryption, int oneTimeKeys) {
    this.database = database;
    this.encryption = encryption;
    this.owner = encryption.hash(address);
    this.mailbox = node();
    PreKeySettings settings =
        new PreKeySettings(
            0, 100, Duration.ofMinutes(5), Duration.ZERO, 100_000, 10, MAX_BYTES, MAX_BYTES);
    this.preKeys = new PreKeys(vertx, database, encryption, settings);
    List<Buffer> keys =
        IntStream.range(0, oneTimeKeys).mapToObj(key -> Buffer.buffer("key " + key)).toList();
    Await.result(preKeys.register(address, new Registration(1, Buffer.buffer("signed"), keys), 0));
  }

  private PostgresMailbox node() {
    MailboxSettings settings = new MailboxSettings(1_000_000, MAX_BYTES, Duration.ofDays(30));
    return new PostgresMailbox(database, encryption, settings, floors, Optional.empty());
  }

  /** Stores, reads and deletes messages, as for a socket that is open. */
  void deliver(int count) {
    for (int done = 0; done < count; done += BATCH) {
      deliverTogether(Math.min(BATCH, count - done));
    }
  }

  /** The same of one message; returns the nanoseconds. */
  long deliver() {
    long begin = System.nanoTime();
    deliverTogether(1);
    return System.nanoTime() - begin;
  }

  private void deliverTogether(int count) {
    Await.result(mailbox.append(Stream.generate(this::message).limit(count).toList()));
    delete();
  }

  private void delete() {
    MailboxPage page =
        Await.result(mailbox.read(owner, RowRange.ALL, List.of(), BATCH, MAX_BYTES, ANYBODY));
    Await.result(
        mailbox.delete(
            page.messages().stream()
                .map(message -> new AckedRow(owner, message.row(), message.id()))
                .toList()));
  }

  private NewMessage message() {
    return new NewMessage(
        UUID.randomUUID(), owner, false, Buffer.buffer(new byte[PreparedMessage.CONTENT_BYTES]), 0);
  }

  /** The nanoseconds of a login's look at the mailbox, in which nothing waits. */
  long logIn() {
    long begin = System.nanoTime();
    Await.result(mailbox.readIfAny(owner, BATCH, MAX_BYTES, ANYBODY));
    return System.nanoTime() - begin;
  }

  /** The nanoseconds of an append by an event loop that has to count the mailbox first. */
  long append() {
    PostgresMailbox another = node();
    long begin = System.nanoTime();
    Await.result(another.append(List.of(message())));
    long nanos = System.nanoTime() - begin;
    delete();
    return nanos;
  }

  /** The nanoseconds of a take of a one-time key. */
  long take() {
    long begin = System.nanoTime();
    Await.result(preKeys.take(address.user(), Set.of(), ASKER, () -> {}));
    return System.nanoTime() - begin;
  }
}
