package org.messagingserver.testkit;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.client.Identity;
import org.messagingserver.directory.Directory;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionSettings;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.Postgres;
import org.messagingserver.postgres.PostgresProxy;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.prekeys.PreKeySettings;
import org.messagingserver.prekeys.PreKeys;
import org.messagingserver.prekeys.Registration;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/** All that is behind the sockets, without a server: a database of its own, a fresh keyset. */
public final class TestStore implements AutoCloseable {
  private final Vertx vertx;
  private final Encryption encryption = newVault();
  private final String uri;
  private final Postgres postgres;
  private final TestDatabase tables;
  private final PostgresProxy proxy;
  private Optional<Postgres> behindProxy = Optional.empty();

  private Postgres connected(String to) {
    return await(Postgres.open(vertx, TestPostgres.settings(to)));
  }

  private TestStore(Vertx vertx, String uri) {
    this.vertx = vertx;
    this.uri = uri;
    this.postgres = connected(uri);
    this.tables = new TestDatabase(uri);
    this.proxy = new PostgresProxy(uri);
  }

  /** With empty tables. */
  public static TestStore open(Vertx vertx) {
    return open(vertx, TestPostgres.newDatabaseUri());
  }

  /** In this database, under a fresh keyset. */
  public static TestStore open(Vertx vertx, String uri) {
    return new TestStore(vertx, uri);
  }

  /** A vault whose keys no other has. */
  public static Encryption newVault() {
    Path file = Path.of("target", "test-keys", UUID.randomUUID() + ".json");
    return Encryption.open(new EncryptionSettings(file, Optional.empty()));
  }

  /** Where the database is. */
  public String uri() {
    return uri;
  }

  public Vertx vertx() {
    return vertx;
  }

  public Encryption vault() {
    return encryption;
  }

  public Database database() {
    return postgres.database();
  }

  /** The same database, reached through {@link #proxy}. */
  public Database databaseBehindProxy() {
    if (behindProxy.isEmpty()) {
      behindProxy = Optional.of(connected(proxy.uri()));
    }
    return behindProxy.get().database();
  }

  public PostgresProxy proxy() {
    return proxy;
  }

  /** For looking and changing past the packages. */
  public TestDatabase tables() {
    return tables;
  }

  /** A device of a user whom nobody knows. */
  public static Address stranger() {
    return new Address(Identity.generate().userId(), new DeviceId(1));
  }

  /** A device that was registered just now, without one-time keys. */
  public HashedAddress registered() {
    Address address = stranger();
    register(address);
    return encryption.hash(address);
  }

  /** Registers a device, without one-time keys. */
  public void register(Address address) {
    await(preKeys().register(address, new Registration(1, Buffer.buffer("signed"), List.of()), 0));
  }

  /** Keys under default settings. */
  public PreKeys preKeys() {
    var settings =
        new PreKeySettings(
            10, 100, Duration.ofMinutes(5), Duration.ZERO, 1000, 10, 1 << 24, 1 << 24);
    return new PreKeys(vertx, database(), encryption, settings);
  }

  /** Whether a MailboxConsumer of this device is on the bus. */
  public boolean isHeard(HashedAddress device) {
    return !await(Directory.map(vertx, Directory.place(vertx)).find(device)).isEmpty();
  }

  @Override
  public void close() {
    tables.close();
    proxy.close();
    behindProxy.ifPresent(opened -> await(opened.close()));
    await(postgres.close());
  }
}
