package org.messagingserver.webpush;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.messagingserver.tls.TlsFileException;

/**
 * Sends requests to push services, each to an address that was chosen before, and under the name of
 * its endpoint. Follows no redirect and reads no body.
 */
final class PushConnections {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int CONNECT_MILLIS = 5000;
  private static final int KEEP_ALIVE_SECONDS = 10;
  private static final int MAX_HEAD = 8192;
  private static final int MAX_LINE = 1024;

  private final Vertx vertx;
  private final HttpClient client;

  /**
   * Blocks.
   *
   * @throws TlsFileException where {@code wakeups.ca} holds no authority
   */
  PushConnections(Vertx vertx, PushSettings settings) {
    this.vertx = vertx;
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(true)
            .setVerifyHost(true)
            .setConnectTimeout(CONNECT_MILLIS)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setMaxHeaderSize(MAX_HEAD)
            .setMaxInitialLineLength(MAX_LINE);
    settings.authority().ifPresent(authority -> options.setTrustOptions(authority.options()));
    // Without these handlers Vert.x would log what a push service does, and a client chooses that.
    this.client =
        vertx
            .httpClientBuilder()
            .with(options)
            .with(new PoolOptions().setHttp1MaxSize(settings.concurrent()))
            .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
            .build();
  }

  /**
   * Fails where there is no answer within ten seconds: who sends a byte now and then gains nothing.
   *
   * @param keepOpen whether more is expected to go there
   */
  Future<PushResult> post(
      PushSubscription subscription, InetAddress address, SealedPush push, boolean keepOpen) {
    Promise<PushResult> promise = Promise.promise();
    client
        .request(options(subscription, address, push))
        .compose(request -> send(request, push, promise.future(), keepOpen))
        .onComplete(promise::tryComplete, promise::tryFail);
    long timer = vertx.setTimer(TIMEOUT_MILLIS, due -> promise.tryFail("no answer in time"));
    return promise.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private static RequestOptions options(
      PushSubscription subscription, InetAddress address, SealedPush push) {
    int port = subscription.port();
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
        .setHost(subscription.host())
        .setPort(port)
        .setURI(subscription.target())
        .setHeaders(push.headers());
  }

  private static Future<PushResult> send(
      HttpClientRequest request, SealedPush push, Future<PushResult> outcome, boolean keepOpen) {
    outcome.onFailure(late -> request.connection().close());
    return outcome.isComplete()
        ? outcome
        : request.send(push.body()).map(response -> result(response, keepOpen));
  }

  /** A connection stays open only where no body has to be read off it. */
  private static PushResult result(HttpClientResponse response, boolean keepOpen) {
    response.exceptionHandler(closed -> {});
    if (!keepOpen || !"0".equals(response.getHeader(HttpHeaders.CONTENT_LENGTH))) {
      response.request().connection().close();
    }
    int status = response.statusCode();
    if (status / 100 == 2) {
      return new PushResult.Accepted();
    }
    if (status == 404 || status == 410) {
      return new PushResult.Gone();
    }
    return status == 429 || status / 100 == 5
        ? new PushResult.RetryAfter(
            RetryAfter.of(response.getHeader(HttpHeaders.RETRY_AFTER), Instant.now()))
        : new PushResult.Refused();
  }

  Future<Void> close() {
    return client.close();
  }
}
