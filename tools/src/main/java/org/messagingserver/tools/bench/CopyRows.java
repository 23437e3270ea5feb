package org.messagingserver.tools.bench;

import java.util.List;

/** Rows of {@code COPY} and of larger batches, beside the statements of the mailbox. */
final class CopyRows {
  private static final int ABSENT = 1000;
  private static final int ROW_BYTES = 400;
  private static final int LARGE = 1024;

  static final List<Row> ROWS =
      List.of(
          new Row(
              "store-copy",
              "bare COPY and larger batches, which no server uses",
              CopyRows::open,
              List.of()));

  private CopyRows() {}

  private static List<Contender> open(BenchmarkEnvironment environment) {
    SharedPostgres postgres = environment.postgres();
    return List.of(
        new Contender("COPY", copy(environment, "bench_copy", BareInserts.BATCH)),
        new Contender("bare inserts", BareInserts.open(postgres, ABSENT, ROW_BYTES)),
        new Contender("COPY of 1,024", copy(environment, "bench_copy_large", LARGE)),
        new Contender(
            "inserts of 1,024",
            BareInserts.open(postgres, "bench_mailbox_large", LARGE, ABSENT, ROW_BYTES)));
  }

  private static Trial copy(BenchmarkEnvironment environment, String table, int batch) {
    SharedPostgres postgres = environment.postgres();
    BinaryCopy copy =
        new BinaryCopy(environment.vertx(), postgres, table, BareInserts.concurrency());
    return BareInserts.byCopy(postgres, copy, batch, ABSENT, ROW_BYTES);
  }
}
