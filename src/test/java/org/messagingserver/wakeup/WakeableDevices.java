package org.messagingserver.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.mailbox.MailboxFloors;
import org.messagingserver.mailbox.MailboxSettings;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.mailbox.PostgresMailbox;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.testkit.PushDevice;
import org.messagingserver.testkit.TestStore;
import org.messagingserver.webpush.PushSettings;

/** Devices with a subscription, what waits for them, and their rows. */
final class WakeableDevices implements AutoCloseable {
  final TestStore store;
  final WakeupSettings settings =
      new WakeupSettings(
          new PushSettings(
              Optional.of("mailto:ops@example.com"), Set.of(443), true, Optional.empty(), 8, 8),
          Duration.ofHours(1),
          Duration.ofSeconds(30),
          Duration.ZERO);
  final Wakeups wakeups;
  final PostgresMailbox mailbox;

  WakeableDevices(TestStore store) {
    this.store = store;
    this.wakeups = new Wakeups(store.database(), store.vault(), settings);
    this.mailbox =
        new PostgresMailbox(
            store.database(),
            store.vault(),
            new MailboxSettings(1000, 1 << 20, Duration.ofDays(30)),
            new MailboxFloors(),
            settings.appendMark());
  }

  WakeupClaims claims() {
    return new WakeupClaims(store.database(), store.vault(), settings.mark());
  }

  /** Registered and subscribed. */
  HashedAddress subscribed() {
    Address address = TestStore.stranger();
    store.register(address);
    assertThat(set(address, subscription("https://push.example/" + UUID.randomUUID(), 0))).isTrue();
    return store.vault().hash(address);
  }

  boolean set(Address address, SetWakeup request) {
    return await(wakeups.apply(wakeups.prepare(address, request), 0));
  }

  SetWakeup subscription(String endpoint, int minSeconds) {
    try {
      PushDevice keys = new PushDevice();
      return new SetWakeup(
          1, endpoint, keys.p256dh(), keys.auth(), minSeconds, Wakeups.serverKey(store.vault()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Stores a message; gives back its row. */
  long append(HashedAddress to) {
    return append(message(to));
  }

  long append(NewMessage message) {
    return ((Stored) await(mailbox.append(List.of(message))).get(0)).row();
  }

  static NewMessage quiet(HashedAddress to) {
    return new NewMessage(
        UUID.randomUUID(),
        to,
        false,
        Buffer.buffer("sealed"),
        0,
        true,
        Optional.empty(),
        Optional.empty(),
        () -> 0);
  }

  static NewMessage message(HashedAddress to) {
    return new NewMessage(UUID.randomUUID(), to, false, Buffer.buffer("sealed"));
  }

  /** Lets the device have fetched what stands at this row. */
  void fetched(long row) {
    assertThat(store.tables().execute("DELETE FROM mailbox WHERE row_id = ?", row)).isOne();
  }

  /** Lets its mark be due. */
  void due(HashedAddress device) {
    change(device, "due_at = now() - interval '1 second'");
  }

  void change(HashedAddress device, String to) {
    assertThat(store.tables().execute("UPDATE wakeup SET " + to + " WHERE " + key(device))).isOne();
  }

  boolean is(HashedAddress device, String condition) {
    return store
        .tables()
        .column("SELECT " + condition + " FROM wakeup WHERE " + key(device))
        .equals(List.of("t"));
  }

  static String key(HashedAddress device) {
    return "user_hash = '"
        + device.user().value()
        + "' AND device_id = "
        + device.device().asLong();
  }

  @Override
  public void close() {
    store.close();
  }
}
