package org.messagingserver.socket;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.messagingserver.explorer.Page;

/** The answer to an HTTP request that does not become a WebSocket; the connection ends after it. */
record HttpRefusal(int status, MultiMap headers, Buffer body) {
  private static final Buffer NOTHING = Buffer.buffer();

  /** A status and nothing else. */
  static HttpRefusal of(int status) {
    return new HttpRefusal(status, HttpHeaders.headers(), NOTHING);
  }

  /** The same with one more header. */
  HttpRefusal with(CharSequence header, CharSequence value) {
    headers.set(header, value);
    return this;
  }

  /** A file of the explorer page, to GET and HEAD alone. */
  static HttpRefusal of(Page page, HttpServerRequest request) {
    boolean isHead = request.method().equals(HttpMethod.HEAD);
    if (!isHead && !request.method().equals(HttpMethod.GET)) {
      return of(405).with(HttpHeaders.ALLOW, "GET, HEAD");
    }
    MultiMap headers = HttpHeaders.headers().addAll(page.headers());
    if (page.matches(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
      return new HttpRefusal(304, headers, NOTHING);
    }
    headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(page.bytes().length()));
    return new HttpRefusal(200, headers, isHead ? NOTHING : page.bytes());
  }

  /** Nothing that may stand behind the request is read. */
  void sendTo(HttpServerRequest request) {
    writeTo(request, HttpHeaders.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE))
        .onComplete(written -> request.connection().close());
  }

  /** Leaves the connection open. */
  Future<Void> writeTo(HttpServerRequest request, MultiMap more) {
    HttpServerResponse response = request.response().setStatusCode(status);
    response.headers().addAll(headers).addAll(more);
    return response.end(body);
  }
}
