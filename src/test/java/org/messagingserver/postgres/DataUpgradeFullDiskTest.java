package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An upgrade on a disk that is really full: a small one in memory, which only root can mount. */
@ExtendWith(VertxExtension.class)
class DataUpgradeFullDiskTest {
  private static final int DISK_MB = 400;

  @TempDir private Path disk;
  private Path filler;
  private PostgresSettings settings;
  private String before;

  @BeforeEach
  void fill() throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MB + "m", "tmpfs", disk.toString()) == 0,
        "only root can mount a disk");
    filler = disk.resolve("filler");
    Path directory = disk.resolve("postgres");
    settings = TestPostgres.embeddedIn(directory);
    try (FormerPostgres former = FormerPostgres.in(directory)) {
      FormerData.fill(former);
      before = FormerData.digest(former.uri());
    }
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    new ServerProcesses(disk.resolve("postgres/cluster"))
        .alive()
        .forEach(ProcessHandle::destroyForcibly);
    run("umount", "--lazy", disk.toString());
  }

  @Test
  void isNotBegunWithoutRoomForASecondCopy(Vertx vertx) throws Exception {
    write(Files.getFileStore(disk).getUsableSpace() - (60L << 20));

    assertThat(failure(Postgres.open(vertx, settings)))
        .hasMessageMatching(
            "postgres.embeddedDirectory: the upgrade of its data to Postgres 18 needs \\d+ MB on its"
                + " disk, and \\d\\d MB are free");

    assertSucceedsLater(vertx);
  }

  @Test
  void changesNothingWhereTheDiskFillsUpMeanwhile(Vertx vertx) throws Exception {
    Future<Postgres> upgraded = Postgres.open(vertx, settings);
    while (!Files.exists(disk.resolve("postgres/cluster.upgrade/PG_VERSION"))) {
      Thread.onSpinWait();
    }
    write(Long.MAX_VALUE);

    assertThat(failure(upgraded)).isInstanceOf(PostgresStartException.class);

    assertThat(disk.resolve("postgres/cluster/PG_VERSION")).hasContent("17");
    assertThat(disk.resolve("postgres/cluster.upgrade")).doesNotExist();
    assertSucceedsLater(vertx);
  }

  private void assertSucceedsLater(Vertx vertx) throws Exception {
    Files.delete(filler);
    Postgres postgres = await(Postgres.open(vertx, settings));
    assertThat(FormerData.digest(postgres.uri())).isEqualTo(before);
    await(postgres.close());
  }

  /** As much, or all that is free. */
  private void write(long bytes) throws IOException {
    byte[] block = new byte[1 << 16];
    try (OutputStream file = Files.newOutputStream(filler)) {
      for (long written = 0; written < bytes; written += block.length) {
        file.write(block);
      }
    } catch (IOException full) {
      assertThat(Files.getFileStore(disk).getUsableSpace()).isLessThan(block.length);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
