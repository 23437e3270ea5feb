package org.messagingserver.client;

import java.util.Optional;
import java.util.function.Supplier;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;

/**
 * Opens connections to the servers of one deployment. Create one and keep it: it needs no closing,
 * and its connections end with {@link Connection#close()}.
 */
public final class MessagingClient {
  private final Transport transport;
  private final Supplier<? extends Scheduler> schedulers;
  private final ClientOptions options;

  private MessagingClient(
      Transport transport, Supplier<? extends Scheduler> schedulers, ClientOptions options) {
    this.transport = transport;
    this.schedulers = schedulers;
    this.options = options;
  }

  /** Creates a client whose connections share one thread. */
  public static MessagingClient create(Transport transport, ClientOptions options) {
    ExecutorScheduler shared = ExecutorScheduler.create();
    return create(transport, () -> shared, options);
  }

  /**
   * Creates a client.
   *
   * @param schedulers asked once for each connection
   */
  public static MessagingClient create(
      Transport transport, Supplier<? extends Scheduler> schedulers, ClientOptions options) {
    return new MessagingClient(transport, schedulers, options);
  }

  /**
   * Creates a connection for sending and for fetching keys; {@link Connection#connect()} opens it.
   */
  public AnonymousConnection anonymous() {
    return new AnonymousConnection(loop(), transport, options, Optional.empty());
  }

  /**
   * Creates such a connection that also finds out which devices of recipients are new or were
   * reinstalled; {@link AnonymousConnection#checkDevices(UserId)} describes when.
   *
   * @param devices the app's record of devices
   */
  public AnonymousConnection anonymous(DeviceDirectory devices) {
    return new AnonymousConnection(loop(), transport, options, Optional.of(devices));
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
        loop(), transport, options, signer, device, preKeys, messages, wakeups);
  }

  private EventLoop loop() {
    return new EventLoop(schedulers.get());
  }
}
