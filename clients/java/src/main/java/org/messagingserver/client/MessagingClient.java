package org.messagingserver.client;

import io.vertx.core.Vertx;
import java.util.Optional;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;

/**
 * Opens connections to the servers of one deployment. Create one and keep it: it needs no closing,
 * and its connections end with {@link Connection#close()} or with their Vert.x.
 */
public final class MessagingClient {
  private final Vertx vertx;
  private final Dialer dialer;

  private MessagingClient(Vertx vertx, ClientOptions options) {
    this.vertx = vertx;
    this.dialer = new Dialer(vertx, options);
  }

  /** Creates a client. */
  public static MessagingClient create(Vertx vertx, ClientOptions options) {
    return new MessagingClient(vertx, options);
  }

  /**
   * Creates a connection for sending and for fetching keys; {@link Connection#connect()} opens it.
   */
  public AnonymousConnection anonymous() {
    return new AnonymousConnection(new EventLoop(vertx), dialer, Optional.empty());
  }

  /**
   * Creates such a connection that also finds out which devices of recipients are new or were
   * reinstalled; {@link AnonymousConnection#checkDevices(UserId)} describes when.
   *
   * @param devices the app's record of devices
   */
  public AnonymousConnection anonymous(DeviceDirectory devices) {
    return new AnonymousConnection(new EventLoop(vertx), dialer, Optional.of(devices));
  }

  /**
   * Creates a connection for receiving and for managing keys; {@link Connection#connect()} opens
   * it.
   *
   * @param signer the user, usually an {@link Identity}
   * @param device which of the user's devices this is
   * @param preKeys provides keys for {@link AuthenticatedConnection#register}, and whenever the
   *     server reports that few are left
   * @param messages receives every message for this device
   */
  public AuthenticatedConnection authenticated(
      Signer signer, DeviceId device, PreKeySource preKeys, MessageHandler messages) {
    return authenticated(signer, device, preKeys, messages, WakeupSource.NONE);
  }

  /**
   * Creates such a connection that also has the server wake the device.
   *
   * @param wakeups subscribes with the device's push service
   */
  public AuthenticatedConnection authenticated(
      Signer signer,
      DeviceId device,
      PreKeySource preKeys,
      MessageHandler messages,
      WakeupSource wakeups) {
    return new AuthenticatedConnection(
        new EventLoop(vertx), dialer, signer, device, preKeys, messages, wakeups);
  }
}
