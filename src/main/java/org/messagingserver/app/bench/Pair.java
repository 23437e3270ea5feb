package org.messagingserver.app.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import org.messagingserver.app.nodes.NoKeys;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.AuthenticatedConnection;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.identity.DeviceId;

/** A sender, and a recipient that acks whatever comes. */
final class Pair {
  private static final Buffer PADDING = Buffer.buffer(new byte[292]);

  private final AnonymousConnection sender;
  private final AuthenticatedConnection recipient;
  private Latencies latencies = new Latencies(0);
  private int expected;
  private Promise<Void> received = Promise.promise();

  /**
   * Both with connections of their own.
   *
   * @param senders where the sender connects
   * @param recipients where the recipient does
   */
  Pair(Vertx vertx, URI senders, URI recipients) {
    this.sender = MessagingClient.create(vertx, ClientOptions.of(senders)).anonymous();
    this.recipient =
        MessagingClient.create(vertx, ClientOptions.of(recipients))
            .authenticated(Identity.generate(), new DeviceId(1), new NoKeys(), this::handle);
  }

  Future<Void> open() {
    return Future.all(sender.connect(), recipient.connect())
        .compose(connected -> recipient.register(0));
  }

  private Future<Void> handle(Buffer message) {
    latencies.add(System.nanoTime() - message.getLong(0));
    if (--expected == 0) {
      received.complete();
    }
    return Future.succeededFuture();
  }

  /** Sends messages of 300 bytes, so many unacked at a time; completes when all have come. */
  Future<Void> send(int count, int window, Latencies into) {
    latencies = into;
    expected = count;
    received = Promise.promise();
    int[] left = {count};
    for (int first = 0; first < Math.min(window, count); first++) {
      sendNext(left);
    }
    return received.future();
  }

  private void sendNext(int[] left) {
    if (left[0]-- > 0) {
      Buffer message = Buffer.buffer(300).appendLong(System.nanoTime()).appendBuffer(PADDING);
      sender
          .send(recipient.address(), message)
          .onSuccess(acked -> sendNext(left))
          .onFailure(received::tryFail);
    }
  }

  Future<Void> close() {
    return recipient.unregister().eventually(recipient::close).eventually(sender::close);
  }
}
