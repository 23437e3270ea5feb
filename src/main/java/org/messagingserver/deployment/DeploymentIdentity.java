package org.messagingserver.deployment;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.cluster.Membership;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.postgres.Database;

/**
 * Makes sure that keyset and database belong together, for with another keyset nothing can be read,
 * and that all nodes have the same. An empty database is bound to a keyset for good, but not by a
 * node that the others refuse: the one that was first in the cluster binds it, and the others wait
 * for that.
 */
public final class DeploymentIdentity {
  private static final long POLL_MILLIS = 250;
  private static final int MAX_POLLS = 40;

  private final Vertx vertx;
  private final Database database;
  private final Encryption encryption;
  private final Optional<Membership> membership;

  private DeploymentIdentity(
      Vertx vertx, Database database, Encryption encryption, Optional<Membership> membership) {
    this.vertx = vertx;
    this.database = database;
    this.encryption = encryption;
    this.membership = membership;
  }

  /**
   * Binds an empty database to the keyset, or checks that both belong together.
   *
   * @param membership of a cluster whose nodes must agree; empty where this node is alone
   * @return fails with {@link DeploymentException} or {@link
   *     org.messagingserver.cluster.ClusterException} if something does not match
   */
  public static Future<Void> join(
      Vertx vertx, Database database, Encryption encryption, Optional<Membership> membership) {
    DeploymentIdentity deploymentIdentity =
        new DeploymentIdentity(vertx, database, encryption, membership);
    return membership.isPresent()
        ? deploymentIdentity.joinOthers(membership.get())
        : deploymentIdentity.bind(UUID.randomUUID()).mapEmpty();
  }

  private Future<Void> joinOthers(Membership others) {
    UUID fresh = UUID.randomUUID();
    return boundDeployment()
        .compose(
            before -> {
              String proposed = identity(before.orElse(fresh));
              return others
                  .agree(proposed)
                  .compose(
                      agreed ->
                          agreed.equals(proposed)
                              ? bind(fresh).compose(id -> confirmed(proposed, identity(id)))
                              : wait(agreed, MAX_POLLS))
                  .compose(others::start);
            });
  }

  /** Nobody but this cluster's nodes uses its database; if somebody did, what he wrote holds. */
  private Future<String> confirmed(String proposed, String actual) {
    return proposed.equals(actual)
        ? Future.succeededFuture(actual)
        : membership.orElseThrow().correct(proposed, actual).map(actual);
  }

  /** The node that was first may be about to bind the database. */
  private Future<String> wait(String agreed, int pollsLeft) {
    boolean ofThisKeyset = agreed.endsWith(" " + encryption.id());
    return boundDeployment()
        .compose(
            found -> {
              if (found.isPresent() && identity(found.get()).equals(agreed)) {
                return Future.succeededFuture(agreed);
              }
              return found.isPresent() || !ofThisKeyset || pollsLeft == 0
                  ? Future.failedFuture(Membership.wrongCluster())
                  : pause().compose(later -> wait(agreed, pollsLeft - 1));
            });
  }

  private Future<Void> pause() {
    Promise<Void> over = Promise.promise();
    vertx.setTimer(POLL_MILLIS, due -> over.complete());
    return over.future();
  }

  /** The deployment's id, once the database is bound. */
  private Future<UUID> bind(UUID fresh) {
    return database
        .query(
            """
            INSERT INTO deployment (deployment_id, keyset_id) VALUES ($1, $2)
            ON CONFLICT (only_row) DO NOTHING\
            """,
            Tuple.of(fresh, encryption.id()))
        .compose(recorded -> boundDeployment())
        .map(Optional::orElseThrow);
  }

  /** The id of the deployment that the database is bound to, if to any. */
  private Future<Optional<UUID>> boundDeployment() {
    return database
        .query("SELECT deployment_id, keyset_id FROM deployment", Tuple.tuple())
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture(Optional.empty());
              }
              Row row = rows.iterator().next();
              return row.getUUID("keyset_id").equals(encryption.id())
                  ? Future.succeededFuture(Optional.of(row.getUUID("deployment_id")))
                  : Future.failedFuture(
                      new DeploymentException(
                          "keys.file: this database was filled under another keyset;"
                              + " bring back its keys.file, or use another database"));
            });
  }

  /** Identifies this pair of database and keyset. */
  private String identity(UUID deployment) {
    return deployment + " " + encryption.id();
  }
}
