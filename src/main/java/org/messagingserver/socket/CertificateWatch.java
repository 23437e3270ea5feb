package org.messagingserver.socket;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileProps;
import io.vertx.core.http.HttpServer;
import java.util.List;
import org.messagingserver.tls.TlsFileException;

/**
 * Reads the TLS files again when they have changed, without touching open connections. A pair that
 * does not belong together, is not valid now, or cannot be read leaves the former one in place,
 * with one line for each reason. It is read again until it can be used: a file may be behind the
 * other by seconds, and a clock may be set.
 */
final class CertificateWatch {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.socket");
  private static final long CHECK_MILLIS = 5000;

  private final Vertx vertx;
  private final HttpSettings settings;
  private final HttpSettings.Tls tls;
  private final HttpServer server;
  private final long timer;
  private List<Long> lastModified = List.of();
  private String lastProblem = "";

  CertificateWatch(Vertx vertx, HttpSettings settings, HttpSettings.Tls tls, HttpServer server) {
    this.vertx = vertx;
    this.settings = settings;
    this.tls = tls;
    this.server = server;
    modified().onSuccess(times -> lastModified = times);
    this.timer = vertx.setPeriodic(CHECK_MILLIS, due -> check());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private Future<List<Long>> modified() {
    return Future.all(vertx.fileSystem().props(tls.key()), vertx.fileSystem().props(tls.cert()))
        .map(both -> both.<FileProps>list().stream().map(FileProps::lastModifiedTime).toList());
  }

  private void check() {
    modified()
        .otherwise(List.of())
        .compose(
            times ->
                times.equals(lastModified) && lastProblem.isEmpty()
                    ? Future.succeededFuture()
                    : readAgain(times))
        .onFailure(this::reportUnusable);
  }

  private Future<Void> readAgain(List<Long> times) {
    return vertx
        .executeBlocking(tls::read, false)
        .compose(pair -> server.updateSSLOptions(ServerOptions.ssl(settings, pair), true))
        .onSuccess(
            updated -> {
              lastModified = times;
              lastProblem = "";
              LOG.log(System.Logger.Level.INFO, "TLS certificate read again");
            })
        .mapEmpty();
  }

  private void reportUnusable(Throwable cause) {
    String problem =
        cause instanceof TlsFileException files
            ? files.getMessage()
            : "http.tls: the files cannot be used (" + cause.getClass().getSimpleName() + ")";
    if (!problem.equals(lastProblem)) {
      LOG.log(System.Logger.Level.WARNING, "{0}; the former certificate stays in use", problem);
    }
    lastProblem = problem;
  }
}
