package org.messagingserver.app.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.messagingserver.app.bench.load.Await;
import org.messagingserver.app.bench.load.People;

/**
 * Everything that rows share: processes, started where first asked for, and a temporary folder.
 * Nothing of it is left behind.
 */
final class Stage implements AutoCloseable {
  private static final int NO_BOUND = 1_000_000_000;

  /** Patient: what is saturated takes longer to ack, and is to be handed over all the same. */
  private static final JsonObject DELIVERY =
      new JsonObject().put("ackMillis", 0).put("handoffMillis", 10_000).put("storeMillis", 30_000);

  private final Vertx vertx = Vertx.vertx();
  private final Path folder = Files.createTempDirectory("messaging-server-bench");
  private final Map<String, Child> floors = new HashMap<>();
  private final Deque<Runnable> opened = new ArrayDeque<>();
  private Store store;
  private Child server;
  private People people;

  Stage() throws IOException {}

  /** Those who send and receive. */
  People people() {
    if (people == null) {
      people = new People(vertx);
    }
    return people;
  }

  /** The Postgres of all servers and floors. */
  Store store() {
    if (store == null) {
      store = Store.start(vertx, folder.resolve("postgres"));
      keep(store::close);
    }
    return store;
  }

  /** A server alone, with default settings but for what would hold messages back. */
  Child server() throws IOException {
    if (server == null) {
      server = started("-conf", configuration().toString());
    }
    return server;
  }

  /** A floor, by its word. */
  Child floor(String word) throws IOException {
    Child running = floors.get(word);
    if (running == null) {
      running = started("bench", "floor", word);
      floors.put(word, running);
    }
    return running;
  }

  /** CPU time that everything on it has used so far. */
  long cpuMicros() {
    long postgres = store == null ? 0 : store.cpuMicros();
    return CpuTime.microsOfTree(ProcessHandle.current()) + postgres;
  }

  /** Ended with the stage, from its first moment on. */
  private Child started(String... words) throws IOException {
    Child child = Child.start(words);
    keep(child::close);
    return child.awaitReady();
  }

  private synchronized void keep(Runnable closing) {
    opened.push(closing);
  }

  private Path configuration() throws IOException {
    JsonObject settings =
        new JsonObject()
            .put("http", new JsonObject().put("host", "127.0.0.1").put("port", 0))
            .put("admin", new JsonObject().put("port", 0))
            .put("postgres", new JsonObject().put("uri", store().uri()))
            .put("keys", new JsonObject().put("file", folder.resolve("keys.json").toString()))
            .put("delivery", DELIVERY)
            .put(
                "mailbox", new JsonObject().put("maxMessages", NO_BOUND).put("maxBytes", NO_BOUND));
    // It holds the password of the database.
    Path file =
        Files.createFile(
            folder.resolve("server.json"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, settings.encodePrettily());
  }

  /** Ends everything, the last first, however often it is called. */
  @Override
  public synchronized void close() throws IOException {
    while (!opened.isEmpty()) {
      opened.pop().run();
    }
    if (Files.exists(folder)) {
      Await.until(vertx.close());
      try (Stream<Path> paths = Files.walk(folder)) {
        paths.sorted(Comparator.reverseOrder()).forEach(Stage::delete);
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
