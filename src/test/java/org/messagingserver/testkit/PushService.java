package org.messagingserver.testkit;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A push service on 127.0.0.1 that records what comes, and answers as it is told: 201 at first. The
 * certificate is for 127.0.0.1 and push.example.
 */
public final class PushService implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final HttpServer server;
  private final Path ca;
  private final List<Push> pushes = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Push> unseen = new LinkedBlockingQueue<>();
  private volatile Consumer<HttpServerRequest> answer =
      request -> request.response().setStatusCode(201).end();

  /**
   * A request.
   *
   * @param target its path and query
   * @param serverName as the TLS handshake states it
   * @param localAddress where it has come to
   * @param connection an object that is the same for all requests of a connection
   */
  public record Push(
      String method,
      String target,
      MultiMap headers,
      Buffer body,
      String serverName,
      String localAddress,
      Object connection) {}

  private PushService(Vertx vertx, Path directory, int port) throws Exception {
    Path key = directory.resolve("push-key.pem");
    this.ca = directory.resolve("push-cert.pem");
    if (Files.notExists(ca)) {
      Certificate.make(directory, "-ext", "SAN=ip:127.0.0.1,dns:push.example").write(key, ca);
    }
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setSni(true)
            .setKeyCertOptions(
                new PemKeyCertOptions().setKeyPath(key.toString()).setCertPath(ca.toString()));
    this.server =
        vertx
            .createHttpServer(options)
            .requestHandler(this::receive)
            .listen(port, "0.0.0.0")
            .toCompletionStage()
            .toCompletableFuture()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Starts one, whose certificate goes into the directory, or is that of the one before. */
  public static PushService start(Vertx vertx, Path directory) throws Exception {
    return start(vertx, directory, 0);
  }

  /** The same on this port. */
  public static PushService start(Vertx vertx, Path directory, int port) throws Exception {
    return new PushService(vertx, directory, port);
  }

  private void receive(HttpServerRequest request) {
    Consumer<HttpServerRequest> answering = answer;
    request
        .body()
        .onSuccess(
            body -> {
              Push push =
                  new Push(
                      request.method().name(),
                      request.uri(),
                      request.headers(),
                      body,
                      request.connection().indicatedServerName(),
                      request.localAddress().hostAddress(),
                      request.connection());
              pushes.add(push);
              unseen.add(push);
              answering.accept(request);
            });
  }

  /** Answers so from now on. */
  public void answer(int status) {
    answer(request -> request.response().setStatusCode(status).end());
  }

  /** Answers so from now on; the body has come. */
  public void answer(Consumer<HttpServerRequest> answering) {
    answer = answering;
  }

  /** Under the address 127.0.0.1. */
  public String endpoint(String path) {
    return endpoint("127.0.0.1", path);
  }

  public String endpoint(String host, String path) {
    return "https://" + host + ":" + port() + path;
  }

  public int port() {
    return server.actualPort();
  }

  /** The PEM file of the certificate, which signs itself. */
  public Path ca() {
    return ca;
  }

  /** All that have come. */
  public List<Push> pushes() {
    return List.copyOf(pushes);
  }

  /** The next one, waited for. */
  public Push next() throws InterruptedException {
    return next(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** The same, waited for so long. */
  public Push next(Duration patience) throws InterruptedException {
    Push push = unseen.poll(patience.toSeconds(), TimeUnit.SECONDS);
    if (push == null) {
      throw new AssertionError("no push has come");
    }
    return push;
  }

  public Future<Void> stop() {
    return server.close();
  }

  @Override
  public void close() {
    stop().toCompletionStage().toCompletableFuture().join();
  }
}
