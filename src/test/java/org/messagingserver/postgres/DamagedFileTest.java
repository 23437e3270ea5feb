package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.messagingserver.postgres.StoreException.Kind;

/** One bit of a table is another one after a restart. */
class DamagedFileTest extends Embedded {
  private static final int PAGE_HEADER = 24;

  @Test
  void isDetectedAndHurtsOnlyWhatReadsIt() throws IOException {
    filled.copyTo(directory);
    Postgres postgres = open();
    Notes.make(postgres);
    await(postgres.database().query("CREATE TABLE other AS SELECT 7 AS id", Tuple.tuple()));
    Path file = directory.resolve("cluster").resolve(pathOf(postgres, "note"));
    await(postgres.close());

    flipOneBit(file);
    Postgres again = open();

    StoreException damaged =
        (StoreException) failure(again.database().query("SELECT id FROM note", Tuple.tuple()));
    assertThat(damaged.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(damaged.failureReason()).isEqualTo(FailureReason.DAMAGED);
    assertThat(await(again.database().query("SELECT id FROM other", Tuple.tuple()))).hasSize(1);
    await(again.close());
  }

  private static String pathOf(Postgres postgres, String table) {
    return await(
            postgres
                .database()
                .query("SELECT pg_relation_filepath($1::text::regclass)", Tuple.of(table)))
        .iterator()
        .next()
        .getString(0);
  }

  private static void flipOneBit(Path file) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.seek(PAGE_HEADER);
      int before = content.read();
      content.seek(PAGE_HEADER);
      content.write(before ^ 1);
    }
  }
}
