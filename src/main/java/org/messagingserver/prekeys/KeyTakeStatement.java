package org.messagingserver.prekeys;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.messagingserver.postgres.SqlExecutor;
import org.messagingserver.postgres.StoreException;
import org.messagingserver.postgres.StoreException.Kind;
import org.messagingserver.prekeys.KeyCeilings.Ceiling;
import org.messagingserver.protocol.DeviceId;

/**
 * Takes the newest one-time keys for several requests in one statement. {@code SKIP LOCKED} does
 * not skip what the same statement has locked, so the keys of a device are locked together and
 * dealt to the requests in their order. Each request sees as few keys left as the last of them.
 */
final class KeyTakeStatement {
  /** Takes that may be under way elsewhere without one of them missing that few keys are left. */
  private static final int CONCURRENT_TAKES = 32;

  /**
   * Four kinds of rows: a device that a request sees; a device of which keys are taken; a key that
   * was locked; and that it is taken. Postgres would join them by comparing each with each. Where
   * it may choose how to find rows of a table, it may read all of them: so each is found for one
   * device, or by its place. Keys above a ceiling are looked for only where those below do not
   * suffice: one may be left there if another node could not commit its take.
   */
  static final String TAKE =
      """
      WITH asked AS MATERIALIZED (
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::boolean[], $5::boolean[])
          WITH ORDINALITY AS a (user_hash, token, as_stranger, as_holder, all_devices, request)
      ), visible AS MATERIALIZED (
        SELECT a.request, d.user_hash, d.device_id, d.epoch, d.registration, d.version,
               d.delivery_tokens @> ARRAY[a.token] AS admitted,
               CASE WHEN d.delivery_tokens @> ARRAY[a.token] THEN a.as_holder
                    ELSE a.as_stranger AND d.strangers = 0 END
               AND (a.request, d.device_id) NOT IN
                 (SELECT * FROM unnest($6::bigint[], $7::bigint[]))
               AND (a.all_devices OR (a.request, d.device_id) IN
                 (SELECT * FROM unnest($8::bigint[], $9::bigint[]))) AS takes
        FROM asked a
        CROSS JOIN LATERAL (
          SELECT d.*, d.xmin::text::bigint AS version FROM device d
          WHERE d.user_hash = a.user_hash
            AND (d.strangers < 2 OR d.delivery_tokens @> ARRAY[a.token])
          OFFSET 0) d
      ), wanted AS MATERIALIZED (
        SELECT v.user_hash, v.device_id, v.epoch, count(*) AS keys,
               coalesce((SELECT c.key_id
                         FROM unnest($11::uuid[], $12::bigint[], $13::bigint[], $14::bigint[])
                           AS c (user_hash, device_id, version, key_id)
                         WHERE c.user_hash = v.user_hash AND c.device_id = v.device_id
                           AND c.version = v.version
                         LIMIT 1), $above) AS above
        FROM visible v
        WHERE v.takes
        GROUP BY v.user_hash, v.device_id, v.epoch, v.version
      ), newest AS MATERIALIZED (
        SELECT w.user_hash, w.device_id, k.place, k.key_id, k.sealed_key
        FROM wanted w
        CROSS JOIN LATERAL (
          SELECT * FROM (
            SELECT o.ctid AS place, o.key_id, o.sealed_key FROM one_time_pre_key o
            WHERE o.user_hash = w.user_hash AND o.device_id = w.device_id
              AND o.epoch = w.epoch AND o.sealed_key IS NOT NULL AND o.key_id < w.above
            ORDER BY o.key_id DESC
            FOR UPDATE SKIP LOCKED) below
          UNION ALL
          SELECT * FROM (
            SELECT o.ctid AS place, o.key_id, o.sealed_key FROM one_time_pre_key o
            WHERE o.user_hash = w.user_hash AND o.device_id = w.device_id
              AND o.epoch = w.epoch AND o.sealed_key IS NOT NULL AND o.key_id >= w.above
            ORDER BY o.key_id DESC
            FOR UPDATE SKIP LOCKED) left_over
          LIMIT w.keys) k
      ), taken AS (
        UPDATE one_time_pre_key k SET sealed_key = NULL
        WHERE k.ctid = ANY (ARRAY(SELECT n.place FROM newest n))
        RETURNING k.user_hash, k.device_id, k.key_id
      )
      SELECT v.user_hash, v.device_id, v.request, v.registration, v.admitted, v.takes,
             NULL::bytea AS sealed_key, NULL::boolean AS few, NULL::bigint AS key_id, v.version
      FROM visible v
      UNION ALL
      SELECT w.user_hash, w.device_id, NULL, NULL, NULL, NULL, NULL,
             $10::int > 0 AND (SELECT count(*)
              FROM (SELECT FROM one_time_pre_key o
                    WHERE o.user_hash = w.user_hash AND o.device_id = w.device_id
                      AND o.sealed_key IS NOT NULL AND o.key_id < w.above
                    LIMIT $10::int + w.keys - 1) counted) < $10::int + w.keys - 1, NULL, NULL
      FROM wanted w
      UNION ALL
      SELECT n.user_hash, n.device_id, NULL, NULL, NULL, NULL, n.sealed_key, NULL, n.key_id, NULL
      FROM newest n
      UNION ALL
      SELECT t.user_hash, t.device_id, NULL, NULL, NULL, NULL, NULL, NULL, t.key_id, NULL
      FROM taken t\
      """
          .replace("$above", Long.MAX_VALUE + "::bigint");

  private final SqlExecutor statements;
  private final int low;
  private final PreKeyMeters meters;
  private final KeyCeilings keyCeilings = new KeyCeilings();

  KeyTakeStatement(SqlExecutor statements, PreKeySettings settings, PreKeyMeters meters) {
    this.statements = statements;
    this.meters = meters;
    this.low = settings.low() == 0 ? 0 : settings.low() + CONCURRENT_TAKES;
  }

  /**
   * Takes them.
   *
   * @return for each request the devices that its asker may see
   */
  Future<List<List<KeyTaken>>> run(List<KeyTake> batch) {
    Pairs known = new Pairs(batch, take -> take.devices().known());
    Pairs only = new Pairs(batch, take -> take.devices().only());
    List<Ceiling> ceilings = keyCeilings.of(batch);
    return statements
        .query(
            TAKE,
            Tuple.of(
                each(batch, UUID[]::new, take -> take.hashed().value()),
                each(batch, UUID[]::new, KeyTake::token),
                each(batch, Boolean[]::new, take -> take.asker().takesAsStranger()),
                each(batch, Boolean[]::new, take -> take.asker().takesAsHolder()),
                each(batch, Boolean[]::new, take -> take.devices().only().isEmpty()),
                known.requests(),
                known.devices(),
                only.requests(),
                only.devices(),
                low,
                each(ceilings, UUID[]::new, ceiling -> ceiling.owner().user().value()),
                each(ceilings, Long[]::new, ceiling -> ceiling.owner().device().asLong()),
                each(ceilings, Long[]::new, Ceiling::version),
                each(ceilings, Long[]::new, Ceiling::above)))
        .onFailure(failure -> countUnknown(batch.size(), failure))
        .map(
            rows -> {
              TakenKeys taken = new TakenKeys(rows);
              taken.lowest().forEach(keyCeilings::taken);
              return taken.deal(batch.size());
            });
  }

  private void countUnknown(int requests, Throwable failure) {
    if (failure instanceof StoreException store && store.kind() == Kind.UNAVAILABLE) {
      meters.unknownTakes(requests);
    }
  }

  private static <E, T> T[] each(List<E> batch, IntFunction<T[]> array, Function<E, T> of) {
    return batch.stream().map(of).toArray(array);
  }

  /** Devices that the requests name, each beside the number of its request, from 1. */
  private static final class Pairs {
    private final List<Long> requests = new ArrayList<>();
    private final List<Long> devices = new ArrayList<>();

    Pairs(List<KeyTake> batch, Function<KeyTake, Set<DeviceId>> named) {
      long request = 0;
      for (KeyTake take : batch) {
        request++;
        for (DeviceId device : named.apply(take)) {
          requests.add(request);
          devices.add(device.asLong());
        }
      }
    }

    Long[] requests() {
      return requests.toArray(Long[]::new);
    }

    Long[] devices() {
      return devices.toArray(Long[]::new);
    }
  }
}
