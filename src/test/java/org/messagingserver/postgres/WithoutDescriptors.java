package org.messagingserver.postgres;

import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with an embedded server that has no file descriptor left for a while, and then some.
 */
final class WithoutDescriptors {
  /** Longer than the JDK waits between two looks at a process. */
  private static final long WHILE_MILLIS = 8000;

  private WithoutDescriptors() {}

  /** Prints the server's process number, then again after the while. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    Vertx vertx = Vertx.vertx();
    Postgres postgres = await(Postgres.open(vertx, TestPostgres.embeddedIn(directory)));
    ServerProcesses processes = new ServerProcesses(directory.toRealPath().resolve("cluster"));
    System.out.println(processes.postmaster().orElseThrow().pid());
    List<InputStream> taken = new ArrayList<>();
    try {
      while (true) {
        taken.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException none) {
      Thread.sleep(WHILE_MILLIS);
    }
    for (InputStream stream : taken) {
      stream.close();
    }
    Thread.sleep(WHILE_MILLIS);
    System.out.println(processes.postmaster().orElseThrow().pid());
    await(postgres.close());
    await(vertx.close());
  }
}
