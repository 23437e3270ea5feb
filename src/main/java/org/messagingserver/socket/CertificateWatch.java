package org.messagingserver.socket;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileProps;
import io.vertx.core.http.HttpServer;
import java.util.List;

/**
 * Reads the TLS files again when they have changed, without touching open connections. Files that
 * cannot be used leave the former certificate in place, with a warning.
 */
final class CertificateWatch {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.socket");
  private static final long LOOK_MILLIS = 5000;

  private final Vertx vertx;
  private final HttpSettings settings;
  private final HttpServer server;
  private final Runnable stop;
  private List<Long> lastModified = List.of();

  CertificateWatch(Vertx vertx, HttpSettings settings, HttpServer server) {
    this.vertx = vertx;
    this.settings = settings;
    this.server = server;
    this.stop = settings.tls().map(this::watch).orElse(() -> {});
  }

  private Runnable watch(HttpSettings.Tls tls) {
    modified(tls).onSuccess(times -> lastModified = times);
    long timer = vertx.setPeriodic(LOOK_MILLIS, due -> look(tls));
    return () -> vertx.cancelTimer(timer);
  }

  void stop() {
    stop.run();
  }

  private Future<List<Long>> modified(HttpSettings.Tls tls) {
    return Future.all(vertx.fileSystem().props(tls.key()), vertx.fileSystem().props(tls.cert()))
        .map(both -> both.<FileProps>list().stream().map(FileProps::lastModifiedTime).toList());
  }

  private void look(HttpSettings.Tls tls) {
    modified(tls)
        .compose(
            times -> {
              if (times.equals(lastModified)) {
                return Future.succeededFuture();
              }
              lastModified = times;
              return server
                  .updateSSLOptions(ServerOptions.ssl(settings, tls), true)
                  .onSuccess(
                      updated -> LOG.log(System.Logger.Level.INFO, "TLS certificate read again"));
            })
        .onFailure(
            unusable ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "http.tls files cannot be used; the former certificate stays"));
  }
}
