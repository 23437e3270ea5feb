package org.messagingserver.tools.bench;

import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.messagingserver.tools.bench.load.Await;

/** Rows of the prototype of append-only segments, beside the statements of the mailbox. */
final class SegmentRows {
  private static final int ABSENT = 1000;
  private static final int WAITING = 10_000;
  private static final int LONG_SEGMENT = 200_000;
  private static final int ROW_BYTES = 400;
  private static final int PAGE = 256;
  private static final String SEGMENT = "segment";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "segments-store",
              "prototype: appending to a segment",
              SegmentRows::openStore,
              List.of()),
          new Row(
              "segments-drain",
              "prototype: draining 10,000 messages of a segment",
              SegmentRows::openDrain,
              List.of()),
          new Row(
              "segments-rebuild",
              "prototype: reading the places of 200,000 messages",
              SegmentRows::openRebuild,
              List.of()));

  private SegmentRows() {}

  private static List<Contender> openStore(BenchmarkEnvironment environment) {
    SharedPostgres postgres = environment.postgres();
    return List.of(
        new Contender(
            SEGMENT,
            BareInserts.intoSegment(postgres, Segment.create(postgres), ABSENT, ROW_BYTES)),
        new Contender("bare inserts", BareInserts.open(postgres, ABSENT, ROW_BYTES)));
  }

  private static List<Contender> openDrain(BenchmarkEnvironment environment) {
    SharedPostgres postgres = environment.postgres();
    postgres.run("TRUNCATE mailbox");
    UUID user = UUID.randomUUID();
    postgres.run(
        String.format(
            Locale.ROOT,
            """
        INSERT INTO mailbox (user_hash, device_id, message_id, epoch, expires_at, sealed_message)
        SELECT '%s', 1, gen_random_uuid(), 1, now() + interval '30 days',
               decode(repeat(md5(n::text), %d), 'hex')
        FROM generate_series(1, %d) n""",
            user,
            ROW_BYTES / 16,
            WAITING));
    MailboxSnapshot mailbox = MailboxSnapshot.save(postgres);
    Cost cost = Cost.ofThisProcess().andPostgres(postgres);
    Segment segment = Segment.create(postgres);
    return List.of(
        new Contender(
            SEGMENT,
            new DrainTrial(
                stock(postgres, segment),
                () -> Await.result(drain(segment, segment.places(user), Future.succeededFuture())),
                cost,
                WarmUp.ofThisProcess())),
        new Contender(
            "bare SELECT and DELETE",
            new DrainTrial(mailbox, new BareDrain(postgres)::run, cost, WarmUp.ofThisProcess())));
  }

  private static List<Contender> openRebuild(BenchmarkEnvironment environment) {
    SharedPostgres postgres = environment.postgres();
    Segment segment = Segment.create(postgres);
    postgres.run(
        String.format(
            Locale.ROOT,
            """
        INSERT INTO bench_segment
        SELECT gen_random_uuid(), 1, gen_random_uuid(), 1, now() + interval '30 days',
               decode(repeat(md5(n::text), %d), 'hex')
        FROM generate_series(1, %d) n""",
            ROW_BYTES / 16,
            LONG_SEGMENT));
    return List.of(
        new Contender(
            SEGMENT, new SegmentRebuildTrial(segment, Cost.ofThisProcess().andPostgres(postgres))));
  }

  private static Stock stock(SharedPostgres postgres, Segment segment) {
    return new Stock() {
      @Override
      public int restore() {
        segment.truncate();
        postgres.run(
            """
            INSERT INTO bench_segment
            SELECT user_hash, device_id, message_id, epoch, expires_at, sealed_message
            FROM bench_waiting""");
        return segment.rebuild();
      }

      @Override
      public void awaitEmpty() {
        segment.truncate();
      }
    };
  }

  /** Acks each page while the next one is read, as the mailbox deletes them. */
  private static Future<Void> drain(Segment segment, List<Long> places, Future<Void> acked) {
    if (places.isEmpty()) {
      return acked;
    }
    List<Long> page = places.subList(0, Math.min(PAGE, places.size()));
    return segment
        .read(page)
        .compose(
            rows ->
                drain(
                    segment,
                    places.subList(page.size(), places.size()),
                    Future.all(acked, segment.ack(page)).mapEmpty()));
  }
}
