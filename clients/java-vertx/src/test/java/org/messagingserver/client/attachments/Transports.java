package org.messagingserver.client.attachments;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import okhttp3.OkHttpClient;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.okhttp.OkHttpTransport;
import org.messagingserver.client.vertx.VertxScheduler;
import org.messagingserver.client.vertx.VertxTransport;

/** The transports, all of which follow the same rules. */
enum Transports {
  VERTX {
    @Override
    Attachments attachments(Vertx vertx, ClientOptions options) {
      VertxTransport transport = new VertxTransport(vertx, new WebSocketClientOptions());
      return Attachments.create(transport, transport, () -> new VertxScheduler(vertx), options);
    }
  },

  OKHTTP {
    @Override
    Attachments attachments(Vertx vertx, ClientOptions options) {
      return Attachments.create(new OkHttpTransport(new OkHttpClient()), options);
    }
  };

  abstract Attachments attachments(Vertx vertx, ClientOptions options);
}
