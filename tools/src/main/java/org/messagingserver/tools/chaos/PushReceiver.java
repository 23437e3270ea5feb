package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingserver.tools.localcluster.SelfSignedCertificate;

/** A push service that accepts every push, and notes it before it answers. */
final class PushReceiver {
  private static final int CREATED = 201;
  private static final int NOT_FOUND = 404;
  private static final Pattern PATH = Pattern.compile("/push/([\\w.-]+)");

  /** Short, so that devices that sleep for seconds are woken several times. */
  private static final int GRACE_SECONDS = 1;

  private static final int JITTER_MILLIS = 500;
  private static final int MIN_SECONDS = 5;

  private final HttpServer server;
  private final SelfSignedCertificate certificate;
  private final String host;
  private volatile Consumer<String> pushed = endpoint -> {};

  private PushReceiver(Vertx vertx, SelfSignedCertificate certificate, String host) {
    this.certificate = certificate;
    this.host = host;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PfxOptions()
                            .setPath(certificate.store().toString())
                            .setPassword(SelfSignedCertificate.PASSWORD)))
            .requestHandler(this::receive);
  }

  /**
   * Opens one on a free port.
   *
   * @param directory for its certificate
   * @param host the address of this process, as the nodes know it; it need not exist yet
   */
  static Future<PushReceiver> open(Vertx vertx, Path directory, String host) {
    return vertx
        .executeBlocking(() -> SelfSignedCertificate.make(directory, "push", host))
        .compose(
            certificate -> {
              PushReceiver receiver = new PushReceiver(vertx, certificate, host);
              return receiver.server.listen(0, "0.0.0.0").map(receiver);
            });
  }

  private void receive(HttpServerRequest request) {
    Matcher path = PATH.matcher(request.path());
    boolean known = path.matches();
    request
        .body()
        .onSuccess(
            body -> {
              if (known) {
                pushed.accept(path.group(1));
              }
              request.response().setStatusCode(known ? CREATED : NOT_FOUND).end();
            });
  }

  /** Calls this with the name of each endpoint that receives a push, from now on. */
  void onPush(Consumer<String> handler) {
    pushed = handler;
  }

  /** The URL of an endpoint. */
  String url(String name) {
    return "https://" + host + ":" + server.actualPort() + "/push/" + name;
  }

  /** Settings of nodes that push to it. */
  JsonObject settings() {
    return new JsonObject()
        .put("subject", "mailto:chaos@example.com")
        .put("graceSeconds", GRACE_SECONDS)
        .put("jitterMillis", JITTER_MILLIS)
        .put("minSeconds", MIN_SECONDS)
        .put("ports", new JsonArray().add(server.actualPort()))
        .put("allowPrivateAddresses", true)
        .put("ca", certificate.pem().toString());
  }

  /** A push comes this long after its message at the latest, if nothing is broken or slow. */
  static Duration latest() {
    return Duration.ofSeconds(GRACE_SECONDS + MIN_SECONDS).plusMillis(JITTER_MILLIS);
  }

  /** The times among these settings, as the history has them. */
  static JsonObject times() {
    return new JsonObject()
        .put("dueMillis", GRACE_SECONDS * 1000 + JITTER_MILLIS)
        .put("minMillis", MIN_SECONDS * 1000);
  }

  Future<Void> close() {
    return server.close();
  }
}
