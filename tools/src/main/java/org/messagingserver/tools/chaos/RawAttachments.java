package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.List;

/** Puts and gets attachments by HTTP, and does with links what the client library would not. */
final class RawAttachments {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Vertx vertx;
  private final List<URI> nodes;
  private final HttpClient http;

  RawAttachments(Vertx vertx, List<URI> nodes) {
    this.vertx = vertx;
    this.nodes = nodes;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(false).setConnectTimeout(TIMEOUT_MILLIS));
  }

  /**
   * Puts content, and takes some time over it.
   *
   * @param sent so many bytes are sent; if they are not all, the connection is closed then
   */
  Future<Void> put(int node, String path, Buffer content, int sent, long millis) {
    return http.request(options(HttpMethod.PUT, node, path))
        .compose(
            request -> {
              request.putHeader("Content-Length", Integer.toString(content.length()));
              Future<HttpClientResponse> response = request.response();
              write(request, content, sent, millis);
              return response;
            })
        .compose(response -> expect(CREATED, response).mapEmpty());
  }

  private void write(HttpClientRequest request, Buffer content, int sent, long millis) {
    int half = sent / 2;
    request.exceptionHandler(broken -> {});
    request.write(content.getBuffer(0, half));
    vertx.setTimer(
        Math.max(1, millis),
        due -> {
          Future<Void> written = request.write(content.getBuffer(half, sent));
          if (sent == content.length()) {
            request.end();
          } else {
            written.onComplete(done -> vertx.setTimer(1 + millis, later -> request.reset()));
          }
        });
  }

  /** Gets content. */
  Future<Buffer> get(int node, String path) {
    return http.request(options(HttpMethod.GET, node, path))
        .compose(HttpClientRequest::send)
        .compose(response -> expect(OK, response));
  }

  private RequestOptions options(HttpMethod method, int node, String path) {
    URI uri = nodes.get(node);
    return new RequestOptions()
        .setMethod(method)
        .setHost(uri.getHost())
        .setPort(uri.getPort())
        .setURI(path)
        .setTimeout(TIMEOUT_MILLIS)
        .setIdleTimeout(TIMEOUT_MILLIS);
  }

  private static Future<Buffer> expect(int status, HttpClientResponse response) {
    Promise<Buffer> body = Promise.promise();
    response.body().onComplete(body);
    return response.statusCode() == status
        ? body.future()
        : Future.failedFuture(new RefusedByHttpException(response.statusCode()));
  }
}
