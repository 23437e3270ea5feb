package org.messagingserver.mailbox;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.mailbox.AppendOutcome.Stored;
import org.messagingserver.postgres.Database;

/**
 * Stores messages of strangers for devices that take few of them: {@link #MESSAGES} within 24
 * hours, {@link #MESSAGES_OF_SOURCE} of them from one source of one node, and none above {@link
 * #BYTES}. Time alone makes room again, so that the outcome reveals nothing about the device. A
 * message may thus stand behind later ones of its sender that name a token.
 */
final class StrangerAppender {
  static final int MESSAGES = 20;
  static final int MESSAGES_OF_SOURCE = 4;
  static final int BYTES = 4096;

  /**
   * Locks the devices in one order. Then a message is admitted if its source has room left, and of
   * those the first that the device has room for.
   */
  private static String statement(Optional<WakeupMark> wakeupMark) {
    String plain =
        """
      WITH given AS (
        SELECT *
        FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bytea[], $5::uuid[], $8::int[])
          WITH ORDINALITY AS i (user_hash, device_id, message_id, sealed, source, hours, position)
      ), locked AS MATERIALIZED (
        SELECT d.user_hash, d.device_id, d.epoch, d.stranger_hours, d.stranger_sources
        FROM device d
        WHERE (d.user_hash, d.device_id) IN (SELECT g.user_hash, g.device_id FROM given g)
          AND d.strangers < 2
        ORDER BY d.user_hash, d.device_id
        FOR NO KEY UPDATE OF d
      ), of_source AS (
        SELECT g.*, l.epoch,
               (SELECT count(*) FROM unnest(l.stranger_hours) AS s (hour)
                WHERE s.hour > $latest - interval '24 hours') AS used,
               (SELECT count(*) FROM unnest(l.stranger_hours, l.stranger_sources) AS s (hour, source)
                WHERE s.hour > $latest - interval '24 hours' AND s.source = g.source)
                 + row_number() OVER (PARTITION BY g.user_hash, g.device_id, g.source
                                      ORDER BY g.position) AS of_source
        FROM given g
        JOIN locked l ON l.user_hash = g.user_hash AND l.device_id = g.device_id
      ), ranked AS (
        SELECT o.*, o.used + row_number() OVER (PARTITION BY o.user_hash, o.device_id
                                                ORDER BY o.position) AS place
        FROM of_source o
        WHERE o.of_source <= $7 OR o.source IS NULL
      ), admitted AS (
        SELECT r.*, date_trunc('hour', $latest) + interval '1 hour' AS hour
        FROM ranked r WHERE r.place <= $6
      ), counted AS (
        UPDATE device d
        SET stranger_hours = (d.stranger_hours || a.hours)
              [greatest(1, cardinality(d.stranger_hours) + cardinality(a.hours) - $6 + 1):],
            stranger_sources = (d.stranger_sources || a.sources)
              [greatest(1, cardinality(d.stranger_sources) + cardinality(a.sources) - $6 + 1):]
        FROM (SELECT user_hash, device_id, array_agg(hour ORDER BY position) AS hours,
                     array_agg(source ORDER BY position) AS sources
              FROM admitted GROUP BY user_hash, device_id) a
        WHERE d.user_hash = a.user_hash AND d.device_id = a.device_id
      ), stored AS (
        INSERT INTO mailbox
          (user_hash, device_id, message_id, epoch, expires_at, short_lived, sealed_message$quietColumn)
        SELECT user_hash, device_id, message_id, epoch, hour + hours * interval '1 hour',
               hours < $9, sealed$isQuiet
        FROM admitted
        ORDER BY position
        ON CONFLICT (message_id) DO NOTHING
        RETURNING $stored
      )$marked
      SELECT a.message_id, s.row_id
      FROM admitted a LEFT JOIN stored s ON s.message_id = a.message_id\
      """
            .replace("$latest", TrustedTime.LATEST);
    return WakeupMark.complete(plain, wakeupMark, "$10");
  }

  private final Database database;
  private final Encryption encryption;
  private final MailboxSettings settings;
  private final Optional<WakeupMark> wakeupMark;
  private final String append;

  /**
   * @param wakeupMark empty where devices are not woken
   */
  StrangerAppender(
      Database database,
      Encryption encryption,
      MailboxSettings settings,
      Optional<WakeupMark> wakeupMark) {
    this.wakeupMark = wakeupMark;
    this.append = statement(wakeupMark);
    this.database = database;
    this.encryption = encryption;
    this.settings = settings;
  }

  /**
   * Stores what may be stored of a batch's messages for devices that take few.
   *
   * @param outcomes those of the batch, in which these messages are refused
   * @return the outcomes with these messages decided
   */
  Future<List<AppendOutcome>> append(AppendBatch batch, List<AppendOutcome> outcomes) {
    List<Integer> rows =
        batch.forFew().stream()
            .filter(index -> batch.fits(index))
            .filter(index -> batch.message(index).content().length() <= BYTES)
            .toList();
    return rows.isEmpty()
        ? Future.succeededFuture(outcomes)
        : insert(batch, rows).map(stored -> replace(outcomes, rows, batch, stored));
  }

  private static List<AppendOutcome> replace(
      List<AppendOutcome> outcomes,
      List<Integer> rows,
      AppendBatch batch,
      Map<UUID, AppendOutcome> stored) {
    List<AppendOutcome> decided = new ArrayList<>(outcomes);
    for (int index : rows) {
      decided.set(index, stored.getOrDefault(batch.message(index).id(), decided.get(index)));
    }
    return decided;
  }

  private Future<Map<UUID, AppendOutcome>> insert(AppendBatch batch, List<Integer> rows) {
    List<NewMessage> messages = rows.stream().map(batch::message).toList();
    return database.query(append, parameters(batch, rows, messages)).map(StrangerAppender::stored);
  }

  private Tuple parameters(AppendBatch batch, List<Integer> rows, List<NewMessage> messages) {
    Tuple parameters =
        Tuple.from(
            List.<Object>of(
                messages.stream().map(message -> message.to().user().value()).toArray(UUID[]::new),
                messages.stream()
                    .map(message -> message.to().device().asLong())
                    .toArray(Long[]::new),
                messages.stream().map(NewMessage::id).toArray(UUID[]::new),
                rows.stream().map(batch::sealed).toArray(Buffer[]::new),
                messages.stream().map(this::source).toArray(UUID[]::new),
                MESSAGES,
                MESSAGES_OF_SOURCE,
                messages.stream()
                    .map(message -> settings.hoursToLive(message.ttlHours()))
                    .toArray(Integer[]::new),
                Math.toIntExact(settings.retention().toHours())));
    return wakeupMark.isPresent() ? parameters.addArrayOfUUID(batch.quietIds()) : parameters;
  }

  /** Null where sources are not counted. */
  private UUID source(NewMessage message) {
    long source = message.source().getAsLong();
    return source == 0 ? null : encryption.fingerprintOfSource(message.to(), source);
  }

  /** One without a row had been committed by an earlier attempt. */
  private static Map<UUID, AppendOutcome> stored(RowSet<Row> rows) {
    Map<UUID, AppendOutcome> stored = new HashMap<>();
    for (Row row : rows) {
      Long number = row.getLong("row_id");
      stored.put(
          row.getUUID("message_id"), new Stored(number == null ? AckedRow.UNKNOWN_ROW : number));
    }
    return stored;
  }
}
