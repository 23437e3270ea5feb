package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.UserId;

/**
 * Sends messages and fetches other users' keys without ever saying who asks. Made by {@link
 * MessagingClient#anonymous()}.
 */
public final class AnonymousConnection extends Connection {
  private final ClientOptions options;
  private final Requests requests;
  private final SendQueue sends;
  private final ReconnectingSocket reconnectingSocket;

  AnonymousConnection(EventLoop loop, Dialer dialer) {
    super(loop);
    this.options = dialer.options();
    this.requests = new Requests(loop, options);
    this.sends = new SendQueue(loop, options, this::reconnect);
    this.reconnectingSocket =
        new ReconnectingSocket(loop, dialer, new AnonymousMode(requests, sends));
  }

  @Override
  ReconnectingSocket lifeline() {
    return reconnectingSocket;
  }

  /**
   * Sends a message until the server has it: again after a lost socket, and again after an error
   * that may pass ({@link ServerRefusedException#retry()}), until {@link ClientTimeouts#send()} is
   * over.
   *
   * <p>Messages to one recipient arrive in the order of these calls (of one thread), unless one was
   * refused for a while; then those behind it on the way may be taken before it. A message may
   * arrive twice, where its answer was lost with the socket.
   *
   * <p>Where {@link ClientLimits#sendWindow()} messages are unanswered, further ones wait: an app
   * that sends the next message when this future completes is never faster than the server.
   *
   * @param sealedMessage not to be changed before the future completes
   * @return a future that succeeds once the server answers for the message; it fails with a {@link
   *     ServerRefusedException} where it never will, an {@link OutcomeUnknownException} where time
   *     was over, a {@link QueueFullException} at once where too much waits, and with an {@link
   *     IllegalArgumentException} at once where the message is larger than a frame
   */
  public Future<Void> send(Address to, Buffer sealedMessage) {
    int frameBytes = options.clientLimits().frameBytes();
    if (!PendingMessage.fits(to, sealedMessage, frameBytes)) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "no message fits into " + frameBytes + " bytes but smaller"));
    }
    Promise<Void> promise = Promise.promise();
    loop().run(() -> sends.send(to, sealedMessage, promise));
    return promise.future();
  }

  /**
   * Fetches the keys of a user's devices, one bundle for each device that is not known already.
   *
   * <p>The protocol does not say which PreKey is the last. The answer counts as whole when nothing
   * has come for {@link ClientTimeouts#preKeyQuiet()} after a PreKey; a device whose PreKey was
   * late, or lost with the socket, is missing then: ask again with those at hand as known. Who
   * knows how many there are asks by {@link #preKeys(UserId, Set, int)} and waits no longer than
   * needed.
   *
   * @param known devices to leave out
   * @return a future that succeeds with at least one bundle, or with none where every device is
   *     known; it fails with a {@link ServerRefusedException} ({@code unknown_user} where the user
   *     has no device) or an {@link OutcomeUnknownException}
   */
  public Future<List<PreKeyBundle>> preKeys(UserId user, Set<DeviceId> known) {
    return preKeys(user, known, Integer.MAX_VALUE);
  }

  /**
   * The same for a user that is known to have so many devices besides the known ones: whole as soon
   * as so many bundles have come.
   */
  public Future<List<PreKeyBundle>> preKeys(UserId user, Set<DeviceId> known, int devices) {
    Set<DeviceId> leftOut = Set.copyOf(known);
    Promise<List<PreKey>> promise = Promise.promise();
    loop()
        .run(
            () ->
                requests.ask(
                    sequence -> new RequestPreKeys(sequence, user, leftOut),
                    PreKey.class,
                    devices,
                    promise));
    return promise.future().map(keys -> keys.stream().map(PreKey::bundle).toList());
  }
}
