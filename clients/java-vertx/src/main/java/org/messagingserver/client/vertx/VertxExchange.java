package org.messagingserver.client.vertx;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.attachments.HttpRequest;
import org.messagingserver.client.attachments.HttpTransport;

/** A request of Vert.x. */
final class VertxExchange implements HttpTransport.Exchange {
  private final Scheduler scheduler;
  private final HttpTransport.Listener listener;
  private final Queue<byte[]> early = new ArrayDeque<>();
  private long unsent;
  private HttpClientRequest request;
  private HttpClientResponse response;
  private boolean isOver;

  private VertxExchange(long bodyBytes, Scheduler scheduler, HttpTransport.Listener listener) {
    this.unsent = bodyBytes;
    this.scheduler = scheduler;
    this.listener = listener;
  }

  static VertxExchange begin(
      HttpClient client,
      HttpRequest request,
      Duration connectTimeout,
      Scheduler scheduler,
      HttpTransport.Listener listener) {
    VertxExchange exchange = new VertxExchange(request.bodyBytes(), scheduler, listener);
    try {
      client
          .request(options(request, connectTimeout))
          .onComplete(exchange::opened, exchange::failed);
    } catch (IllegalArgumentException impossible) {
      exchange.failed(impossible);
    }
    return exchange;
  }

  private static RequestOptions options(HttpRequest request, Duration connectTimeout) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(request.method()))
            .setAbsoluteURI(request.url().toString())
            .setFollowRedirects(false)
            .setConnectTimeout(connectTimeout.toMillis());
    request.headers().forEach(options::addHeader);
    if (request.bodyBytes() > 0) {
      options.addHeader("content-length", String.valueOf(request.bodyBytes()));
    }
    return options;
  }

  private void opened(HttpClientRequest open) {
    request = open;
    if (isOver) {
      open.reset();
      return;
    }
    open.exceptionHandler(this::failed);
    open.response().onComplete(this::answered, this::failed);
    early.forEach(this::send);
    early.clear();
    if (unsent == 0) {
      open.end();
    }
  }

  private void answered(HttpClientResponse head) {
    response = head;
    head.exceptionHandler(this::failed);
    head.handler(part -> deliver(() -> listener.received(part.getBytes())));
    head.endHandler(end -> deliver(listener::ended));
    Map<String, String> headers = new HashMap<>();
    head.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    deliver(() -> listener.answered(head.statusCode(), headers));
  }

  private void deliver(Runnable event) {
    if (!isOver) {
      event.run();
    }
  }

  private void failed(Throwable failure) {
    scheduler.execute(() -> deliver(() -> listener.failed(failure)));
  }

  @Override
  public void write(byte[] part) {
    if (isOver) {
      return;
    }
    unsent -= part.length;
    if (request == null) {
      early.add(part);
    } else {
      send(part);
      if (unsent == 0) {
        request.end();
      }
    }
  }

  private void send(byte[] part) {
    request
        .write(Buffer.buffer(part))
        .onSuccess(done -> scheduler.execute(() -> deliver(() -> listener.written(part.length))));
  }

  @Override
  public void pause() {
    response.pause();
  }

  @Override
  public void resume() {
    response.resume();
  }

  @Override
  public void cancel() {
    isOver = true;
    early.clear();
    if (request != null) {
      request.reset();
    }
  }
}
