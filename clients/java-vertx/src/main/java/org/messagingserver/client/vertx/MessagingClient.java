package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.PreKeyBundle;
import org.messagingserver.client.Signer;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;

/**
 * A {@link org.messagingserver.client.MessagingClient} in the types of Vert.x. Each connection runs
 * on one Vert.x context, that of the code that created it.
 */
public final class MessagingClient {
  private final org.messagingserver.client.MessagingClient core;

  private MessagingClient(org.messagingserver.client.MessagingClient core) {
    this.core = core;
  }

  /** Creates a client. */
  public static MessagingClient create(Vertx vertx, ClientOptions options) {
    return create(vertx, new WebSocketClientOptions(), options);
  }

  /**
   * Creates a client.
   *
   * @param transport trust and client certificates, TLS versions, a proxy
   */
  public static MessagingClient create(
      Vertx vertx, WebSocketClientOptions transport, ClientOptions options) {
    return of(
        org.messagingserver.client.MessagingClient.create(
            new VertxTransport(vertx, transport), () -> new VertxScheduler(vertx), options));
  }

  /** The same client in the types of Vert.x, whatever its transport and its threads. */
  public static MessagingClient of(org.messagingserver.client.MessagingClient core) {
    return new MessagingClient(core);
  }

  /** Creates a connection for sending and for fetching keys. */
  public AnonymousConnection anonymous() {
    return new AnonymousConnection(core.anonymous());
  }

  /** Creates such a connection that also finds out which devices of recipients have changed. */
  public AnonymousConnection anonymous(DeviceDirectory devices) {
    return new AnonymousConnection(core.anonymous(new CoreDirectory(devices)));
  }

  /** Creates a connection for receiving and for managing keys. */
  public AuthenticatedConnection authenticated(
      Signer signer, DeviceId device, PreKeySource preKeys, MessageHandler messages) {
    return new AuthenticatedConnection(
        core.authenticated(signer, device, new CorePreKeys(preKeys), core(messages)));
  }

  /** Creates such a connection that also has the server wake the device. */
  public AuthenticatedConnection authenticated(
      Signer signer,
      DeviceId device,
      PreKeySource preKeys,
      MessageHandler messages,
      WakeupSource wakeups) {
    return new AuthenticatedConnection(
        core.authenticated(
            signer,
            device,
            new CorePreKeys(preKeys),
            core(messages),
            key -> stage(wakeups.subscribe(Buffer.buffer(key)))));
  }

  private static org.messagingserver.client.MessageHandler core(MessageHandler messages) {
    return message -> stage(messages.handle(Buffer.buffer(message)));
  }

  private static <T> CompletionStage<T> stage(Future<T> future) {
    return future.toCompletionStage();
  }

  private record CorePreKeys(PreKeySource keys) implements org.messagingserver.client.PreKeySource {
    @Override
    public int registrationId() {
      return keys.registrationId();
    }

    @Override
    public byte[] signedPreKey() {
      return keys.signedPreKey().getBytes();
    }

    @Override
    public CompletionStage<List<byte[]>> oneTimePreKeys(int count) {
      return stage(keys.oneTimePreKeys(count).map(Values::bytes));
    }
  }

  private record CoreDirectory(DeviceDirectory devices)
      implements org.messagingserver.client.DeviceDirectory {
    @Override
    public CompletionStage<Map<DeviceId, Integer>> known(UserId user) {
      return stage(devices.known(user));
    }

    @Override
    public CompletionStage<Void> changed(UserId user, List<PreKeyBundle> bundles) {
      return stage(devices.changed(user, Values.bundles(bundles)));
    }
  }
}
