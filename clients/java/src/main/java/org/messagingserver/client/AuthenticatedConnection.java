package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.IntConsumer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.DeviceId;

/**
 * One device, logged in: manages its keys and hands its messages to the app, each at least once,
 * and once only as far as {@link ClientLimits#remembered()} reaches back. Made by {@link
 * MessagingClient#authenticated}.
 *
 * <p>When the server runs low on one-time keys, more are registered by themselves, from the {@link
 * PreKeySource}.
 */
public final class AuthenticatedConnection extends Connection {
  private final Address address;
  private final Requests requests;
  private final PreKeyReplenisher keys;
  private final ReconnectingSocket reconnectingSocket;
  private IntConsumer whenPreKeysLow = requested -> {};

  AuthenticatedConnection(
      EventLoop loop,
      Dialer dialer,
      Identity identity,
      DeviceId device,
      PreKeySource preKeys,
      MessageHandler messages) {
    super(loop);
    this.address = new Address(identity.userId(), device);
    this.requests = new Requests(loop, dialer.options());
    this.keys =
        new PreKeyReplenisher(
            loop, preKeys, requests, dialer.options().clientLimits().frameBytes());
    InboundMessages inboundMessages =
        new InboundMessages(loop, messages, dialer.options().clientLimits());
    ConnectionMode connectionMode =
        new AuthenticatedMode(identity, device, requests, inboundMessages, this::preKeysLow);
    this.reconnectingSocket = new ReconnectingSocket(loop, dialer, connectionMode);
  }

  @Override
  ReconnectingSocket lifeline() {
    return reconnectingSocket;
  }

  /** Whom others send to in order to reach this device. */
  public Address address() {
    return address;
  }

  /**
   * Registers this device, so that others can fetch its keys and send to it. With the registration
   * id and signed prekey already on file, the one-time keys are added; otherwise they replace what
   * is there. Waiting messages stay. Keys that do not fit into one frame go out in several, in
   * their order; where one fails, those before it are registered.
   *
   * @param oneTimePreKeys how many to ask the {@link PreKeySource} for
   * @return a future that succeeds once the server has committed it; it fails with a {@link
   *     ServerRefusedException}, an {@link OutcomeUnknownException}, an {@link
   *     IllegalArgumentException} where a key is larger than a frame, or as the source failed
   */
  public Future<Void> register(int oneTimePreKeys) {
    Promise<Void> promise = Promise.promise();
    loop().run(() -> keys.register(oneTimePreKeys, promise));
    return promise.future();
  }

  /**
   * Removes this device: its registration, its keys and the messages that wait for it.
   *
   * @return a future that succeeds once the server has committed it, also where nothing was there
   */
  public Future<Void> unregister() {
    Promise<Void> promise = Promise.promise();
    loop().run(() -> requests.ask(Unregister::new, promise));
    return promise.future();
  }

  /** Called with the number of keys that the server would like. The last handler set counts. */
  public void onPreKeysLow(IntConsumer handler) {
    loop().run(() -> whenPreKeysLow = handler);
  }

  private void preKeysLow(int requested) {
    IntConsumer handler = whenPreKeysLow;
    loop().run(() -> handler.accept(requested));
    keys.low(requested);
  }
}
