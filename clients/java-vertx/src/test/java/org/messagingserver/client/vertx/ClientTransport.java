package org.messagingserver.client.vertx;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import okhttp3.OkHttpClient;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.attachments.Attachments;
import org.messagingserver.client.okhttp.OkHttpTransport;

/** The transports, all of which follow the same rules. */
public enum ClientTransport {
  VERTX {
    @Override
    MessagingClient client(Vertx vertx, OkHttpClient http, ClientOptions options) {
      return MessagingClient.create(vertx, options);
    }

    @Override
    public Attachments attachments(Vertx vertx, OkHttpClient http, ClientOptions options) {
      VertxTransport transport = new VertxTransport(vertx, new WebSocketClientOptions());
      return Attachments.create(transport, transport, () -> new VertxScheduler(vertx), options);
    }
  },

  OKHTTP {
    @Override
    MessagingClient client(Vertx vertx, OkHttpClient http, ClientOptions options) {
      return MessagingClient.of(
          org.messagingserver.client.MessagingClient.create(new OkHttpTransport(http), options));
    }

    @Override
    public Attachments attachments(Vertx vertx, OkHttpClient http, ClientOptions options) {
      return Attachments.create(new OkHttpTransport(http), options);
    }
  };

  abstract MessagingClient client(Vertx vertx, OkHttpClient http, ClientOptions options);

  public abstract Attachments attachments(Vertx vertx, OkHttpClient http, ClientOptions options);

  /** Ends what a test has left, whose clients would go on connecting to ports that others get. */
  public static void end(OkHttpClient http) {
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdownNow();
  }
}
