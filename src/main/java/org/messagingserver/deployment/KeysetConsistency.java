package org.messagingserver.deployment;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.cluster.Membership;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.SealingKey;
import org.messagingserver.postgres.Database;

/**
 * Makes sure, before a node seals anything, that it can open what others have sealed, and they what
 * it will seal.
 *
 * <p>Each node publishes its keys before it reads those of the others, in the cluster and in the
 * database: of two nodes that differ and start at the same time, one detects it.
 */
public final class KeysetConsistency {
  private static final String OLDER =
      "keys.file: this database holds what was sealed by a key that is not in it;"
          + " bring the newest keys.file";

  private static final String TOO_EARLY =
      "keys.file: other nodes lack the key that it seals with;"
          + " take that back (keys demote), and restart them with it before: keys promote";

  private final Database database;
  private final Optional<Membership> membership;
  private final Set<Integer> keys;
  private final int current;

  private KeysetConsistency(
      Database database, Encryption encryption, Optional<Membership> membership) {
    this.database = database;
    this.membership = membership;
    this.keys = encryption.sealingKeys().stream().map(SealingKey::id).collect(toUnmodifiableSet());
    this.current = encryption.sealsWith();
  }

  /**
   * Fails with {@link DeploymentException} if the keyset's file is older than the one that the
   * database has seen, or its key was promoted before every node had it.
   */
  public static Future<Void> check(
      Database database, Encryption encryption, Optional<Membership> membership) {
    KeysetConsistency consistency = new KeysetConsistency(database, encryption, membership);
    return consistency
        .publishKeys()
        .compose(published -> consistency.requireOthersHaveKey())
        .compose(present -> consistency.record())
        .compose(recorded -> consistency.requireOthersHaveKey());
  }

  private Future<Void> publishKeys() {
    return membership.map(others -> others.publishKeys(keys)).orElseGet(Future::succeededFuture);
  }

  private Future<Void> requireOthersHaveKey() {
    return membership
        .map(others -> others.allHaveKey(current))
        .orElseGet(() -> Future.succeededFuture(true))
        .compose(all -> require(all, TOO_EARLY));
  }

  /** Records the key that seals from now on, and checks for one that ever did and is missing. */
  private Future<Void> record() {
    return database
        .query(
            """
            WITH recorded AS (
              INSERT INTO sealing_key (key_id) VALUES ($1) ON CONFLICT DO NOTHING
            )
            SELECT FROM sealing_key WHERE key_id <> ALL ($2)\
            """,
            Tuple.of(current, (Object) keys.toArray(Integer[]::new)))
        .compose(missing -> require(missing.size() == 0, OLDER));
  }

  private static Future<Void> require(boolean holds, String otherwise) {
    return holds
        ? Future.succeededFuture()
        : Future.failedFuture(new DeploymentException(otherwise));
  }
}
