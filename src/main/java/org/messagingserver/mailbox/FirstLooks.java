package org.messagingserver.mailbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.mailbox.FirstLooks.FirstLook;
import org.messagingserver.mailbox.MailboxFloors.Floors;
import org.messagingserver.postgres.Database;
import org.messagingserver.postgres.SqlExecutor;
import org.messagingserver.postgres.StatementBatcher;
import org.messagingserver.postgres.StatementBatcher.Request;

/**
 * Looks at the mailboxes of devices that log in, several in one statement: for most of them nothing
 * waits, and there is nothing to read.
 */
final class FirstLooks {
  private static final int MAX_BATCH = 64;

  static final String LOOK =
      """
      SELECT a.place, d.epoch IS NOT NULL AS registered,
             CASE WHEN d.hashed_fingerprint = d.fingerprint
               THEN d.registration_hash END AS registration,
             d.strangers, d.delivery_tokens,
             (SELECT true FROM mailbox m
              WHERE m.user_hash = a.user_hash AND m.device_id = a.device_id
                AND m.row_id >= f.row_id
                AND m.epoch = d.epoch AND m.expires_at > $now
              LIMIT 1) IS TRUE AS waiting
      FROM unnest($1::uuid[], $2::bigint[], $3::bigint[])
        WITH ORDINALITY AS a (user_hash, device_id, floor, place)
      LEFT JOIN LATERAL (
        SELECT * FROM device d
        WHERE d.user_hash = a.user_hash AND d.device_id = a.device_id
        LIMIT 1) d ON true
      $floor\
      """
          .replace("$floor", MailboxFloors.lateral("a", "$4"))
          .replace("$now", TrustedTime.NOW);

  private final SqlExecutor statements;
  private final MailboxFloors floors;
  private final StatementBatcher<HashedAddress, FirstLook> looks;

  /**
   * The result of one look.
   *
   * @param emptyPage the page if nothing waits
   * @param waiting whether anything waits
   */
  record FirstLook(MailboxPage emptyPage, boolean waiting) {}

  FirstLooks(Database database, MailboxFloors floors) {
    this.statements = database;
    this.floors = floors;
    this.looks = database.readBatches(MAX_BATCH, this::lookAtAll);
  }

  Future<FirstLook> look(HashedAddress owner, Requester requester) {
    return looks.run(new Request<>(requester.source(), owner, () -> wanted(owner, requester)));
  }

  private static HashedAddress wanted(HashedAddress owner, Requester requester) {
    if (!requester.isOpen()) {
      throw new MailboxUnavailableException();
    }
    return owner;
  }

  private Future<List<Future<FirstLook>>> lookAtAll(List<HashedAddress> owners) {
    Floors begin = floors.of(owners);
    return statements
        .query(
            LOOK,
            Tuple.of(
                owners.stream().map(owner -> owner.user().value()).toArray(UUID[]::new),
                owners.stream().map(owner -> owner.device().asLong()).toArray(Long[]::new),
                begin.array(),
                begin.incarnation()))
        .map(
            rows -> {
              List<Future<FirstLook>> all =
                  new ArrayList<>(Collections.nCopies(owners.size(), null));
              rows.forEach(
                  row ->
                      all.set((int) (row.getLong("place") - 1), Future.succeededFuture(seen(row))));
              return all;
            });
  }

  private static FirstLook seen(Row row) {
    boolean registered = row.getBoolean("registered");
    MailboxPage emptyPage =
        new MailboxPage(
            registered ? Optional.of(DeviceAdmission.of(row)) : Optional.empty(),
            Optional.ofNullable(row.getUUID("registration")).map(HashedRegistration::new),
            List.of(),
            List.of(),
            Optional.empty(),
            0);
    return new FirstLook(emptyPage, row.getBoolean("waiting"));
  }
}
