package org.messagingserver.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.messagingserver.client.ServerMessage.KeyStatus;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/**
 * One logged-in device: manages its keys and delivers its messages to the app, each at least once,
 * and exactly once among the last {@link ClientLimits#remembered()}. Created by {@link
 * MessagingClient#authenticated}.
 *
 * <p>When the server reports that few one-time keys are left, the connection registers more from
 * the {@link PreKeySource}.
 */
public final class AuthenticatedConnection extends Connection {
  private final Address address;
  private final Requests requests;
  private final PreKeyReplenisher replenisher;
  private final DrainedFuture drained;
  private final WakeupRenewal wakeups;
  private final ReconnectingSocket socket;
  private IntConsumer onPreKeysLow = requested -> {};

  AuthenticatedConnection(
      EventLoop loop,
      Transport transport,
      ClientOptions options,
      Signer signer,
      DeviceId device,
      PreKeySource preKeys,
      MessageHandler messages,
      WakeupSource wakeupSource) {
    super(loop);
    this.address = new Address(signer.userId(), device);
    this.requests = new Requests(loop, options);
    this.replenisher =
        new PreKeyReplenisher(loop, preKeys, requests, options.limits().frameBytes());
    InboundMessages inbound = new InboundMessages(loop, messages, options.limits());
    this.drained = new DrainedFuture(loop);
    this.wakeups = new WakeupRenewal(loop, requests, wakeupSource);
    ConnectionMode mode =
        new AuthenticatedMode(
            loop, signer, address, requests, inbound, this::preKeysLow, drained, wakeups);
    this.socket = new ReconnectingSocket(loop, transport, options, mode);
  }

  @Override
  ReconnectingSocket socket() {
    return socket;
  }

  /** The Address to which others send messages for this device. */
  public Address address() {
    return address;
  }

  /**
   * Registers this device, so that others can fetch its keys and send to it. If the server already
   * has this registration id and signed prekey, it adds the one-time keys; otherwise it replaces
   * the whole registration. Waiting messages stay. Keys that do not fit into one frame are sent in
   * several, in order; if one fails, those before it are registered.
   *
   * @param oneTimePreKeys number of keys to request from the {@link PreKeySource}
   * @return a future that succeeds once the server has committed the registration; it fails with a
   *     {@link ServerRefusedException}, an {@link OutcomeUnknownException}, an {@link
   *     IllegalArgumentException} if a key does not fit into a frame, or the failure of the source
   */
  public CompletableFuture<Void> register(int oneTimePreKeys) {
    CompletableFuture<Void> promise = new CompletableFuture<>();
    loop().run(() -> replenisher.register(oneTimePreKeys, promise));
    Futures.then(promise, () -> loop().run(wakeups::registered));
    return promise;
  }

  /**
   * Replaces who may reach this device. Holders of one of the delivery tokens always may; what
   * others may do, {@link Admission#strangers()} says. It stays until it is replaced, or the device
   * is unregistered.
   *
   * @return a future that succeeds once the server has committed it; it fails like {@link
   *     #register}. If the device was not registered, it is then, without one-time keys
   */
  public CompletableFuture<Void> admit(Admission admission) {
    CompletableFuture<Void> promise = new CompletableFuture<>();
    loop().run(() -> replenisher.admit(admission, promise));
    return promise;
  }

  /**
   * Removes this device: its registration, its keys and its waiting messages.
   *
   * @return a future that succeeds once the server has committed the removal, or if there was
   *     nothing to remove
   */
  public CompletableFuture<Void> unregister() {
    CompletableFuture<Void> promise = new CompletableFuture<>();
    loop().run(() -> requests.send(ClientFrames::unregister, promise));
    return promise;
  }

  /**
   * Asks which keys of this device the server has on file. Compare them with those of the app, for
   * example after a crash between a registration and its answer. An app that was restored from a
   * backup registers under another registration id instead. Needs the second version of the
   * protocol.
   *
   * @param oneTimeKeyHashes whether to hash the one-time keys too, which counts as one registration
   *     for each 32 of them
   * @return a future that fails with a {@link ServerRefusedException} or an {@link
   *     OutcomeUnknownException}
   */
  public CompletableFuture<KeysOnFile> keyStatus(boolean oneTimeKeyHashes) {
    return requestKeyStatus(oneTimeKeyHashes, status -> status.keys);
  }

  private <T> CompletableFuture<T> requestKeyStatus(
      boolean oneTimeKeyHashes, Function<KeyStatus, T> part) {
    return onLoop(
        () ->
            requests
                .ask(
                    sequence -> ClientFrames.requestKeyStatus(sequence, oneTimeKeyHashes),
                    KeyStatus.class)
                .thenApply(part));
  }

  /**
   * Has the server wake this device by Web Push when a message waits for it. Replaces an earlier
   * subscription; it ends when the device is unregistered or registers under another registration
   * id. An app with a {@link WakeupSource} need not call this. Needs the second version of the
   * protocol.
   *
   * @return a future that succeeds once the server has committed it; it fails with a {@link
   *     ServerRefusedException} or an {@link OutcomeUnknownException}
   */
  public CompletableFuture<Void> setWakeup(WakeupSubscription subscription) {
    CompletableFuture<Void> promise = new CompletableFuture<>();
    loop()
        .run(
            () ->
                requests.send(sequence -> ClientFrames.setWakeup(sequence, subscription), promise));
    return promise;
  }

  /** Has the server wake this device no longer; fails like {@link #setWakeup}. */
  public CompletableFuture<Void> removeWakeup() {
    return setWakeup(WakeupSubscription.NONE);
  }

  /** Asks whether the server wakes this device. Fails like {@link #keyStatus}. */
  public CompletableFuture<WakeupStatus> wakeupStatus() {
    return requestKeyStatus(false, status -> status.wakeup);
  }

  /**
   * The key with which to subscribe, as the server has stated it at the latest login.
   *
   * @return a future with 65 bytes, or with none before the first login, and if the server wakes
   *     nobody
   */
  public CompletableFuture<byte[]> wakeupKey() {
    return onLoop(() -> CompletableFuture.completedFuture(wakeups.serverKey()));
  }

  /**
   * Asks the server how the subscription of this device stands, and the {@link WakeupSource} for
   * another if necessary, as the connection does by itself after each login and each {@link
   * #register}. Call this when the user wants to be woken from now on.
   *
   * @return a future that succeeds afterwards, also where that failed
   */
  public CompletableFuture<Void> renewWakeup() {
    return onLoop(wakeups::renew);
  }

  /**
   * Everything that waited at the login has been handed to the app and acked, a second after the
   * login at the earliest. An app that was woken up can go back to sleep then; one that starts can
   * show that it is up to date. A connection that is lost before, or after, waits for the next
   * login.
   *
   * @return a future that succeeds then, and fails when the connection closes for good; in the
   *     first version of the protocol, whose servers do not report it, it never succeeds
   */
  public CompletableFuture<Void> drained() {
    CompletableFuture<Void> promise = new CompletableFuture<>();
    loop().run(() -> Futures.pipe(drained.current(), promise));
    return promise;
  }

  /**
   * Sets the handler that receives the number of keys that the server requests. Replaces the
   * previous handler.
   */
  public void onPreKeysLow(IntConsumer handler) {
    loop().run(() -> onPreKeysLow = handler);
  }

  private void preKeysLow(int requested) {
    IntConsumer handler = onPreKeysLow;
    loop().run(() -> handler.accept(requested));
    replenisher.replenish(requested);
  }
}
