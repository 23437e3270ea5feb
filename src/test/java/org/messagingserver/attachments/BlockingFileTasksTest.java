package org.messagingserver.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.attachments.AttachmentException.Reason;

@ExtendWith(VertxExtension.class)
class BlockingFileTasksTest {

  @Test
  void refuseMoreThanCanWaitForADiskThatHangs(Vertx vertx) {
    BlockingFileTasks tasks = new BlockingFileTasks(vertx);
    CountDownLatch disk = new CountDownLatch(1);
    List<Future<?>> waiting = new ArrayList<>();
    for (int task = 0; task < BlockingFileTasks.MAX_PENDING; task++) {
      waiting.add(
          tasks.run(
              () -> {
                disk.await();
                return "done";
              }));
    }

    Throwable refusal = failure(tasks.run(() -> "one more"));
    Future<String> cleanup = tasks.runAlways(() -> "cleanup");
    disk.countDown();

    assertThat(((AttachmentException) refusal).reason()).isEqualTo(Reason.UNAVAILABLE);
    await(Future.all(waiting));
    assertThat(await(cleanup)).isEqualTo("cleanup");
    assertThat(await(tasks.run(() -> "again"))).isEqualTo("again");
  }
}
