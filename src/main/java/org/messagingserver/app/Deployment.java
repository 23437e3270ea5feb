package org.messagingserver.app;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.messagingserver.postgres.Database;
import org.messagingserver.vault.Vault;

/** Makes sure that keyset and database belong together: with another keyset nothing can be read. */
final class Deployment {
  private Deployment() {}

  /**
   * Records the keyset of an empty database; fails with {@link StartException} on another's.
   *
   * @return what no other database and keyset have in common
   */
  static Future<String> check(Database database, Vault vault) {
    return database
        .query(
            """
            INSERT INTO deployment (deployment_id, keyset_id) VALUES ($1, $2)
            ON CONFLICT (only_row) DO NOTHING""",
            Tuple.of(UUID.randomUUID(), vault.id()))
        .compose(
            recorded ->
                database.query("SELECT deployment_id, keyset_id FROM deployment", Tuple.tuple()))
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              return row.getUUID("keyset_id").equals(vault.id())
                  ? Future.succeededFuture(row.getUUID("deployment_id") + " " + vault.id())
                  : Future.failedFuture(
                      new StartException(
                          "keys.file: this database was filled under another keyset;"
                              + " bring back its keys.file, or use another database"));
            });
  }
}
