package org.messagingserver.client;

import io.vertx.core.Vertx;
import org.messagingserver.protocol.DeviceId;

/**
 * Opens connections to the servers of one deployment. Make one and keep it; it holds nothing that
 * needs closing, and its connections end with {@link Connection#close()} or with their Vert.x.
 */
public final class MessagingClient {
  private final Vertx vertx;
  private final Dialer dialer;

  private MessagingClient(Vertx vertx, ClientOptions options) {
    this.vertx = vertx;
    this.dialer = new Dialer(vertx, options);
  }

  /** A client of these servers. */
  public static MessagingClient create(Vertx vertx, ClientOptions options) {
    return new MessagingClient(vertx, options);
  }

  /** A connection for sending and for fetching keys; {@link Connection#connect()} begins it. */
  public AnonymousConnection anonymous() {
    return new AnonymousConnection(new EventLoop(vertx), dialer);
  }

  /**
   * A connection for receiving and for managing keys; {@link Connection#connect()} begins it.
   *
   * @param device which of the user's devices this is
   * @param preKeys asked for keys at {@link AuthenticatedConnection#register} and whenever the
   *     server runs low
   * @param messages gets every message for this device
   */
  public AuthenticatedConnection authenticated(
      Identity identity, DeviceId device, PreKeySource preKeys, MessageHandler messages) {
    return new AuthenticatedConnection(
        new EventLoop(vertx), dialer, identity, device, preKeys, messages);
  }
}
