package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.Attachments;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.UploadLinks;

/**
 * Clients that upload small files, whole or in part, and download them from any node: some with the
 * client library, some without, and a few with forged links.
 */
final class AttachmentTraffic {
  private static final int CLIENTS = 4;
  private static final int MIN_PAUSE_MILLIS = 300;
  private static final int MAX_PAUSE_MILLIS = 1_500;
  private static final int MAX_BYTES = 100_000;
  private static final int MAX_MILLIS = 2_500;
  private static final double UPLOAD_SHARE = 0.25;
  private static final double RAW_SHARE = 0.15;
  private static final double CUT_SHARE = 0.15;
  private static final double FORGED_SHARE = 0.1;
  private static final int FETCHED_AT_LAST = 200;
  private static final int LANES = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Path directory;
  private final HistoryRecorder history;
  private final Random random;
  private final UsageCounts usage;
  private final int nodes;
  private final List<Attachments> clients;
  private final RawAttachments raw;
  private final AnonymousConnection connection;
  private final List<StoredFile> files = new ArrayList<>();
  private final List<UploadLinks> whole = new ArrayList<>();
  private int names;
  private volatile boolean stopped;

  /**
   * @param directory for files of the clients
   */
  AttachmentTraffic(
      Vertx vertx,
      ClientProxies proxies,
      List<URI> nodes,
      Path directory,
      HistoryRecorder history,
      long seed,
      UsageCounts usage) {
    this.vertx = vertx;
    this.directory = directory;
    this.history = history;
    this.random = new Random(seed ^ MAX_BYTES);
    this.usage = usage;
    this.nodes = nodes.size();
    ClientOptions options = proxies.options(0, false);
    this.clients =
        nodes.stream()
            .map(
                node ->
                    Attachments.create(
                        vertx,
                        options
                            .withServers(List.of(node))
                            .withTimeouts(options.timeouts().withSend(PATIENCE))))
            .toList();
    this.raw = new RawAttachments(vertx, nodes);
    this.connection = MessagingClient.create(vertx, options).anonymous();
  }

  Future<Void> start() {
    return connection
        .connect()
        .onSuccess(
            connected ->
                IntStream.range(0, CLIENTS).forEach(number -> next("attachments-" + number)));
  }

  private void next(String process) {
    vertx.setTimer(
        MIN_PAUSE_MILLIS + random(MAX_PAUSE_MILLIS - MIN_PAUSE_MILLIS),
        due -> {
          if (!stopped) {
            step(process).onComplete(done -> next(process));
          }
        });
  }

  private synchronized int random(int bound) {
    return random.nextInt(bound);
  }

  private synchronized Future<?> step(String process) {
    double share = random.nextDouble();
    if (share < UPLOAD_SHARE) {
      return upload(process);
    }
    if (share < UPLOAD_SHARE + RAW_SHARE) {
      return put(process, true);
    }
    if (share < UPLOAD_SHARE + RAW_SHARE + CUT_SHARE) {
      return put(process, false);
    }
    if (share < UPLOAD_SHARE + RAW_SHARE + CUT_SHARE + FORGED_SHARE && whole.size() > 1) {
      return forge(process);
    }
    return files.isEmpty()
        ? upload(process)
        : download(process, files.get(random(files.size())), random(nodes));
  }

  private synchronized String newName() {
    return "f" + ++names;
  }

  private Buffer newContent() {
    byte[] bytes = new byte[1 + random(MAX_BYTES)];
    synchronized (this) {
      random.nextBytes(bytes);
    }
    return Buffer.buffer(bytes);
  }

  /** With the client library. */
  private Future<Void> upload(String process) {
    String name = newName();
    Buffer content = newContent();
    Path file = directory.resolve(name);
    int node = random(nodes);
    return vertx
        .fileSystem()
        .writeFile(file.toString(), content)
        .compose(
            written ->
                history.operation(
                    process,
                    "upload",
                    described(name, content).put("node", node + 1),
                    () -> clients.get(node).upload(file),
                    uploaded -> new JsonObject()))
        .eventually(() -> delete(file))
        .map(
            uploaded ->
                add(new StoredFile(name, from -> library(name, uploaded.link(), from)), "library"))
        .compose(uploaded -> downloadElsewhere(process, uploaded, node))
        .mapEmpty();
  }

  private static JsonObject described(String name, Buffer content) {
    return new JsonObject()
        .put("file", name)
        .put("bytes", content.length())
        .put("hash", hash(content));
  }

  private Future<Buffer> library(String name, String link, int node) {
    Path target = directory.resolve(name + "-" + newName());
    return clients
        .get(node)
        .download(link, target, MAX_BYTES)
        .compose(done -> vertx.fileSystem().readFile(target.toString()))
        .eventually(() -> delete(target));
  }

  private Future<Void> delete(Path file) {
    return vertx.fileSystem().delete(file.toString()).otherwiseEmpty();
  }

  private synchronized StoredFile add(StoredFile file, String how) {
    files.add(file);
    usage.add("attachments, by " + how);
    return file;
  }

  /** At once, from the next node. */
  private Future<Buffer> downloadElsewhere(String process, StoredFile file, int node) {
    return download(process, file, (node + 1) % nodes);
  }

  /** Without the library, slowly, whole or not; its link is known whatever the answer is. */
  private Future<Void> put(String process, boolean isWhole) {
    String name = newName();
    Buffer content = newContent();
    int sent = isWhole ? content.length() : random(content.length());
    int node = random(nodes);
    JsonObject what = described(name, content).put("node", node + 1).put("sent", sent);
    return connection
        .requestUpload(content.length())
        .compose(
            links -> {
              StoredFile file =
                  add(
                      new StoredFile(name, from -> raw.get(from, links.getUrl())),
                      isWhole ? "hand" : "hand, cut off");
              return history
                  .operation(
                      process,
                      "upload",
                      what,
                      () -> raw.put(node, links.putUrl(), content, sent, random(MAX_MILLIS)),
                      created -> new JsonObject())
                  .onSuccess(created -> addLinks(links))
                  .transform(done -> downloadElsewhere(process, file, node))
                  .mapEmpty();
            });
  }

  private synchronized void addLinks(UploadLinks links) {
    whole.add(links);
  }

  /** With a link that is to put, one that was changed, or one made of two. */
  private Future<Buffer> forge(String process) {
    UploadLinks one;
    UploadLinks other;
    synchronized (this) {
      one = whole.get(random(whole.size() - 1));
      other = whole.get(whole.size() - 1);
    }
    int node = random(nodes);
    ForgedLink forged = ForgedLink.random(one, other, this::random);
    JsonObject what = new JsonObject().put("forged", forged.how()).put("node", node + 1);
    usage.add("attachments, asked for by a forged link");
    return download(process, what, () -> raw.get(node, forged.path()));
  }

  private Future<Buffer> download(String process, StoredFile file, int node) {
    JsonObject what = new JsonObject().put("file", file.name()).put("node", node + 1);
    usage.add("attachments, downloaded");
    return download(process, what, () -> file.fetch().apply(node));
  }

  private Future<Buffer> download(
      String process, JsonObject what, Supplier<Future<Buffer>> answer) {
    return history.operation(
        process, "download", what, answer, content -> new JsonObject().put("hash", hash(content)));
  }

  private static String hash(Buffer content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Begins nothing more, but {@link #fetchAll}. */
  void stop() {
    stopped = true;
  }

  /** Downloads the files from each node, or many of them. */
  Future<Void> fetchAll() {
    List<Fetch> all = new ArrayList<>();
    synchronized (this) {
      List<StoredFile> some = new ArrayList<>(files);
      Collections.shuffle(some, random);
      for (StoredFile file : some.subList(0, Math.min(some.size(), FETCHED_AT_LAST))) {
        IntStream.range(0, nodes).forEach(node -> all.add(new Fetch(file, node)));
      }
    }
    Iterator<Fetch> rest = Collections.synchronizedList(all).iterator();
    return Future.join(
            IntStream.range(0, LANES)
                .mapToObj(lane -> fetchRest("attachments-last-" + lane, rest))
                .toList())
        .mapEmpty();
  }

  private record Fetch(StoredFile file, int node) {}

  private Future<Void> fetchRest(String process, Iterator<Fetch> rest) {
    Fetch next;
    synchronized (this) {
      if (!rest.hasNext()) {
        return Future.succeededFuture();
      }
      next = rest.next();
    }
    return download(process, next.file(), next.node()).transform(done -> fetchRest(process, rest));
  }

  Future<Void> close() {
    return connection.close();
  }
}
