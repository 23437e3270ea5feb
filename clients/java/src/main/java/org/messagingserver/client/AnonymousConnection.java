package org.messagingserver.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.messagingserver.client.ServerMessage.Ack;
import org.messagingserver.client.ServerMessage.Upload;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.protocol.UserId;

/**
 * Sends messages and fetches other users' keys, and never identifies its user. Created by {@link
 * MessagingClient#anonymous()}.
 */
public final class AnonymousConnection extends Connection {
  private final ClientOptions options;
  private final Requests requests;
  private final PreKeyFetcher fetcher;
  private final DeviceChecks checks;
  private final SendQueue sendQueue;
  private final MultiRecipientSender multiRecipientSender;
  private final ReconnectingSocket socket;

  AnonymousConnection(
      EventLoop loop,
      Transport transport,
      ClientOptions options,
      Optional<DeviceDirectory> devices) {
    super(loop);
    this.options = options;
    this.requests = new Requests(loop, options);
    this.fetcher = new PreKeyFetcher(requests);
    this.checks = new DeviceChecks(loop, options, fetcher, devices);
    this.sendQueue = new SendQueue(loop, options, this::reconnect, this::staleDevice);
    this.multiRecipientSender =
        new MultiRecipientSender(loop, options.limits().frameBytes(), requests, checks);
    this.socket =
        new ReconnectingSocket(
            loop, transport, options, new AnonymousMode(requests, sendQueue, checks));
  }

  private void staleDevice(PendingMessage message) {
    checks.stale(message.to().user(), message.options().deliveryToken());
  }

  @Override
  ReconnectingSocket socket() {
    return socket;
  }

  /**
   * Sends a message until the server acks it, at most for {@link ClientTimeouts#send()}. The client
   * resends it after a disconnect and after a temporary error ({@link
   * ServerRefusedException#retry()}).
   *
   * <p>Messages to one recipient arrive in the order of these calls (of one thread), unless the
   * server refuses one temporarily: it may then accept messages that were sent after it first. A
   * message may arrive twice, if its answer was lost with the socket.
   *
   * <p>While {@link ClientLimits#sendWindow()} messages are unanswered, further ones wait. An app
   * that sends the next message when this future completes is never faster than the server.
   *
   * @param sealedMessage must not be modified before the future completes
   * @return a future that succeeds once the server has acked the message; it fails with a {@link
   *     ServerRefusedException} if the server refuses it permanently, an {@link
   *     OutcomeUnknownException} after the timeout, a {@link QueueFullException} immediately if the
   *     limits are reached, and an {@link IllegalArgumentException} immediately if the message does
   *     not fit into a frame
   */
  public CompletableFuture<Void> send(Address to, byte[] sealedMessage) {
    return send(to, sealedMessage, SendOptions.NONE);
  }

  /**
   * Sends a message, like {@link #send(Address, byte[])}, with options. With {@link
   * SendOptions#registrationId()}, the future fails with {@code stale_device} if the device has
   * registered again and has not received the message: forget the session with it, fetch its keys,
   * and seal the message again.
   */
  public CompletableFuture<Void> send(Address to, byte[] sealedMessage, SendOptions sendOptions) {
    int frameBytes = options.limits().frameBytes();
    if (!PendingMessage.fits(to, sealedMessage, sendOptions, frameBytes)) {
      return Futures.failed(
          new IllegalArgumentException(
              "the message does not fit into a frame of " + frameBytes + " bytes"));
    }
    CompletableFuture<Void> promise = new CompletableFuture<>();
    loop()
        .run(
            () -> {
              if (sendOptions.handling().onlineOnly()) {
                sendOnce(to, sealedMessage, sendOptions, promise);
              } else {
                CompletableFuture<Void> checked =
                    checks.before(to.user(), sendOptions.deliveryToken());
                sendQueue.send(to, sealedMessage, sendOptions, checked, promise);
              }
            });
    return promise;
  }

  private void sendOnce(
      Address to, byte[] sealedMessage, SendOptions sendOptions, CompletableFuture<Void> promise) {
    CompletableFuture<List<Ack>> acked = new CompletableFuture<>();
    Futures.on(acked, ack -> promise.complete(null), promise::completeExceptionally);
    requests.sendOnce(
        sequence -> ClientFrames.outboundMessage(sequence, to, sealedMessage, sendOptions),
        Ack.class,
        acked);
  }

  /**
   * Sends one message to several devices in one frame: each receives its head, followed by what all
   * share. The client repeats it after a disconnect, so that a message may arrive twice. It stands
   * in no order with messages of {@link #send}, and a part that is refused is not sent again. Needs
   * the second version of the protocol.
   *
   * @param shared must not be modified before the future completes
   * @param parts at most {@code ServerInfo.maxRecipients}, each of them with another recipient
   * @return a future that succeeds once the server has answered for all parts: with, for each part
   *     in their order, why it was refused, or nothing if it is safe; it fails with a {@link
   *     ServerRefusedException} if the server took none of them, an {@link OutcomeUnknownException}
   *     after {@link ClientTimeouts#request()}, a {@link QueueFullException} immediately if the
   *     limits are reached, and an {@link IllegalArgumentException} immediately if the message does
   *     not fit into a frame
   */
  public CompletableFuture<List<Optional<ServerRefusedException>>> sendMultiRecipient(
      byte[] shared, List<MessagePart> parts) {
    return sendMultiRecipient(shared, parts, Handling.ORDINARY);
  }

  /**
   * Sends such a message with wishes about how the server handles all of its parts. One that is
   * {@code onlineOnly} is written at once and only once, as {@link SendOptions#withOnlineOnly}
   * describes.
   */
  public CompletableFuture<List<Optional<ServerRefusedException>>> sendMultiRecipient(
      byte[] shared, List<MessagePart> parts, Handling handling) {
    return multiRecipientSender.send(shared, parts, handling);
  }

  /**
   * Sets the handler that is called when the server refuses a message temporarily. The message
   * stays pending, and is sent again.
   *
   * @param handler receives the sealed message and the refusal
   */
  public void onRefused(BiConsumer<byte[], ServerRefusedException> handler) {
    loop().run(() -> sendQueue.onRefused(handler));
  }

  /**
   * Fetches the keys of a user's devices, one bundle for each device that is not known already.
   *
   * <p>The first version of the protocol does not state how many PreKeys an answer has. There the
   * answer counts as complete when no further PreKey has arrived for {@link
   * ClientTimeouts#preKeyQuiet()}, and a device whose PreKey was late, or lost with the socket, is
   * missing: fetch again, with the received ones as known.
   *
   * @param known devices to leave out
   * @return a future that succeeds with at least one bundle, or with none if every device is known;
   *     it fails with a {@link ServerRefusedException} ({@code unknown_user} if the user has no
   *     device) or an {@link OutcomeUnknownException}
   */
  public CompletableFuture<List<PreKeyBundle>> preKeys(UserId user, Set<DeviceId> known) {
    return preKeys(user, known, Integer.MAX_VALUE);
  }

  /**
   * Fetches the keys of a user that has {@code devices} devices besides the known ones. In the
   * first version of the protocol the answer is complete as soon as that many bundles have arrived;
   * later ones state the number.
   */
  public CompletableFuture<List<PreKeyBundle>> preKeys(
      UserId user, Set<DeviceId> known, int devices) {
    return preKeys(user, PreKeysOptions.ALL.withKnown(known), devices);
  }

  /**
   * Fetches the keys of a user's devices, like {@link #preKeys(UserId, Set)}, with options. It
   * fails with {@code unknown_device} if it is only about devices of which the user has none.
   */
  public CompletableFuture<List<PreKeyBundle>> preKeys(UserId user, PreKeysOptions preKeysOptions) {
    return preKeys(user, preKeysOptions, Integer.MAX_VALUE);
  }

  /** Fetches the keys of a user's devices with one of the user's delivery tokens. */
  public CompletableFuture<List<PreKeyBundle>> preKeys(
      UserId user, Set<DeviceId> known, DeliveryToken deliveryToken) {
    return preKeys(user, PreKeysOptions.ALL.withKnown(known).withDeliveryToken(deliveryToken));
  }

  private CompletableFuture<List<PreKeyBundle>> preKeys(
      UserId user, PreKeysOptions which, int devices) {
    return onLoop(
        () -> {
          CompletableFuture<List<PreKeyBundle>> fetched = fetcher.fetch(user, which, devices);
          Futures.then(fetched, () -> checks.fetched(user, which.devices()));
          return fetched;
        });
  }

  /**
   * Requests a place for an attachment. Put the encrypted bytes to its {@link
   * UploadLinks#putUrl()}, once, and send its {@link UploadLinks#getUrl()} inside a sealed message;
   * URLs that begin with a slash are relative to the server. The client may request a second place
   * after a disconnect; what it does not use is let go of. Needs the second version of the
   * protocol.
   *
   * @param bytes exactly as many as will be put, at most {@code ServerInfo.maxAttachmentBytes}
   * @return a future that fails with a {@link ServerRefusedException} ({@code unavailable} while
   *     the server has no room) or an {@link OutcomeUnknownException}
   */
  public CompletableFuture<UploadLinks> requestUpload(long bytes) {
    return onLoop(
        () ->
            requests
                .ask(sequence -> ClientFrames.requestUpload(sequence, bytes), Upload.class)
                .thenApply(upload -> upload.links));
  }

  /**
   * Finds out whether a user has new devices, or devices that were reinstalled, and hands their
   * keys to {@link DeviceDirectory#changed}. If nothing has changed, or a check is valid, no key is
   * used up. If the app knows no device of the user, fetches the keys of all. Call this before you
   * seal a message for each device of a user.
   *
   * <p>The connection checks by itself as well, if the app knows a device of the user: before the
   * first message, before the next one once {@link ClientTimeouts#deviceCheck()} has passed, and
   * after a message was refused with {@code stale_device}. Messages to the user wait for the
   * server's answer, at most for {@link ClientTimeouts#request()}. They then leave, whatever came
   * of the check; one that failed is repeated before the first message after {@link
   * ClientTimeouts#backoffMax()}. Fetching the keys of all devices with {@link #preKeys} counts as
   * a check.
   *
   * <p>A check tells the server which devices of the user the app knows, on the connection on which
   * their messages leave.
   *
   * @return a future that succeeds once the app has handled all changes; it fails with a {@link
   *     ServerRefusedException} ({@code unknown_user} if the user has no device), an {@link
   *     OutcomeUnknownException}, or the failure of the directory
   * @throws IllegalStateException if the connection was created without a directory
   */
  public CompletableFuture<Void> checkDevices(UserId user) {
    return checkDevices(user, Optional.empty());
  }

  /** Checks the devices of a user, like {@link #checkDevices(UserId)}, with a delivery token. */
  public CompletableFuture<Void> checkDevices(UserId user, DeliveryToken deliveryToken) {
    return checkDevices(user, Optional.of(deliveryToken));
  }

  private CompletableFuture<Void> checkDevices(UserId user, Optional<DeliveryToken> deliveryToken) {
    checks.requireDirectory();
    return onLoop(() -> checks.check(user, deliveryToken));
  }
}
