package org.messagingserver.system.attachments;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import okhttp3.OkHttpClient;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.attachments.Attachments;
import org.messagingserver.client.okhttp.OkHttpTransport;
import org.messagingserver.client.vertx.VertxScheduler;
import org.messagingserver.client.vertx.VertxTransport;

/** The transports of the reference client, all of which follow the same rules. */
enum ClientTransport {
  VERTX {
    @Override
    Attachments core(Vertx vertx, ClientOptions options) {
      VertxTransport transport = new VertxTransport(vertx, new WebSocketClientOptions());
      return Attachments.create(transport, transport, () -> new VertxScheduler(vertx), options);
    }
  },

  OKHTTP {
    @Override
    Attachments core(Vertx vertx, ClientOptions options) {
      return Attachments.create(new OkHttpTransport(new OkHttpClient()), options);
    }
  };

  abstract Attachments core(Vertx vertx, ClientOptions options);

  /** Transfers over this transport, in the types of Vert.x. */
  org.messagingserver.client.vertx.Attachments attachments(Vertx vertx, ClientOptions options) {
    return org.messagingserver.client.vertx.Attachments.of(vertx, core(vertx, options));
  }
}
