package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.messagingserver.client.DeliveryToken;
import org.messagingserver.client.MessagePart;
import org.messagingserver.client.PreKeysOptions;
import org.messagingserver.client.SendOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.protocol.UserId;

/** An {@link org.messagingserver.client.AnonymousConnection} in the types of Vert.x. */
public final class AnonymousConnection extends Connection {
  private final org.messagingserver.client.AnonymousConnection core;

  AnonymousConnection(org.messagingserver.client.AnonymousConnection core) {
    super(core);
    this.core = core;
  }

  /** Sends a message until the server acks it. */
  public Future<Void> send(Address to, Buffer sealedMessage) {
    return send(to, sealedMessage, SendOptions.NONE);
  }

  /** Sends a message with options. */
  public Future<Void> send(Address to, Buffer sealedMessage, SendOptions options) {
    return Future.fromCompletionStage(core.send(to, sealedMessage.getBytes(), options));
  }

  /** Sends one message to several devices in one frame. */
  public Future<List<Optional<ServerRefusedException>>> sendMultiRecipient(
      Buffer shared, List<MessagePart> parts) {
    return sendMultiRecipient(shared, parts, Handling.ORDINARY);
  }

  /** Sends such a message with wishes about how the server handles all of its parts. */
  public Future<List<Optional<ServerRefusedException>>> sendMultiRecipient(
      Buffer shared, List<MessagePart> parts, Handling handling) {
    return Future.fromCompletionStage(core.sendMultiRecipient(shared.getBytes(), parts, handling));
  }

  /** Sets the handler that is called when the server refuses a message temporarily. */
  public void onRefused(BiConsumer<Buffer, ServerRefusedException> handler) {
    core.onRefused((message, refusal) -> handler.accept(Buffer.buffer(message), refusal));
  }

  /** Fetches the keys of a user's devices, except those of known ones. */
  public Future<List<PreKeyBundle>> preKeys(UserId user, Set<DeviceId> known) {
    return Future.fromCompletionStage(core.preKeys(user, known)).map(Values::bundles);
  }

  /** Fetches the keys of a user that has {@code devices} devices besides the known ones. */
  public Future<List<PreKeyBundle>> preKeys(UserId user, Set<DeviceId> known, int devices) {
    return Future.fromCompletionStage(core.preKeys(user, known, devices)).map(Values::bundles);
  }

  /** Fetches the keys of a user's devices with options. */
  public Future<List<PreKeyBundle>> preKeys(UserId user, PreKeysOptions options) {
    return Future.fromCompletionStage(core.preKeys(user, options)).map(Values::bundles);
  }

  /** Requests a place for an attachment. */
  public Future<UploadLinks> requestUpload(long bytes) {
    return Future.fromCompletionStage(core.requestUpload(bytes));
  }

  /** Finds out whether a user has new devices, or devices that were reinstalled. */
  public Future<Void> checkDevices(UserId user) {
    return Future.fromCompletionStage(core.checkDevices(user));
  }

  /** Checks the devices of a user with a delivery token. */
  public Future<Void> checkDevices(UserId user, DeliveryToken token) {
    return Future.fromCompletionStage(core.checkDevices(user, token));
  }
}
