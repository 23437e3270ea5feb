package org.messagingserver.client;

import java.util.stream.IntStream;

/** Bounds for the data that one connection holds. */
public final class ClientLimits {
  /** Suitable for a server with default settings. */
  public static final ClientLimits DEFAULT =
      new ClientLimits(512, 4096, 64 << 20, 256, 512, 10_000, 256 << 10, 10_000);

  private final int sendWindow;
  private final int pendingMessages;
  private final int pendingBytes;
  private final int requests;
  private final int inbound;
  private final int remembered;
  private final int frameBytes;
  private final int checkedUsers;

  /**
   * Rejects values that would block all traffic.
   *
   * @param sendWindow messages written to the socket and not yet answered; further ones wait. The
   *     server delays each Ack by its {@code delivery.ackMillis}: with 200 ms, 512 allow at most
   *     2,560 messages per second. Keep it below 1,024, at which the server stops reading
   * @param pendingMessages messages accepted and not yet acked or failed, whether written or
   *     waiting; one more fails immediately
   * @param pendingBytes the same in bytes of their payloads
   * @param requests other requests without an answer; one more fails immediately
   * @param inbound messages that wait for the handler; at this number, the socket is not read
   * @param remembered handled messages whose digests are kept, so that a message that arrives twice
   *     is handled once; with 0, it is handled each time
   * @param frameBytes largest WebSocket message in either direction, the server's {@code
   *     http.maxFrameBytes}; sending a larger one fails immediately
   * @param checkedUsers users whose devices are being checked, and users of whom the time of the
   *     last check is kept; one that is forgotten is checked again at the next message
   */
  public ClientLimits(
      int sendWindow,
      int pendingMessages,
      int pendingBytes,
      int requests,
      int inbound,
      int remembered,
      int frameBytes,
      int checkedUsers) {
    if (remembered < 0
        || IntStream.of(
                sendWindow,
                pendingMessages,
                pendingBytes,
                requests,
                inbound,
                frameBytes,
                checkedUsers)
            .anyMatch(limit -> limit < 1)) {
      throw new IllegalArgumentException("each limit must be 1 or more, and remembered 0 or more");
    }
    this.sendWindow = sendWindow;
    this.pendingMessages = pendingMessages;
    this.pendingBytes = pendingBytes;
    this.requests = requests;
    this.inbound = inbound;
    this.remembered = remembered;
    this.frameBytes = frameBytes;
    this.checkedUsers = checkedUsers;
  }

  /** Messages written to the socket and not yet answered. */
  public int sendWindow() {
    return sendWindow;
  }

  /** Messages accepted and not yet acked or failed, whether written or waiting. */
  public int pendingMessages() {
    return pendingMessages;
  }

  /** The same in bytes of their payloads. */
  public int pendingBytes() {
    return pendingBytes;
  }

  /** Other requests without an answer. */
  public int requests() {
    return requests;
  }

  /** Messages that wait for the handler. */
  public int inbound() {
    return inbound;
  }

  /**
   * Handled messages whose digests are kept, so that a message that arrives twice is handled once.
   */
  public int remembered() {
    return remembered;
  }

  /** Largest WebSocket message in either direction, the server's {@code http.maxFrameBytes}. */
  public int frameBytes() {
    return frameBytes;
  }

  /**
   * Users whose devices are being checked, and users of whom the time of the last check is kept.
   */
  public int checkedUsers() {
    return checkedUsers;
  }

  /** A copy with this send window. */
  public ClientLimits withSendWindow(int messages) {
    return new ClientLimits(
        messages,
        pendingMessages,
        pendingBytes,
        requests,
        inbound,
        remembered,
        frameBytes,
        checkedUsers);
  }

  /** A copy with these bounds for messages that are not yet acked or failed. */
  public ClientLimits withPending(int messages, int bytes) {
    return new ClientLimits(
        sendWindow, messages, bytes, requests, inbound, remembered, frameBytes, checkedUsers);
  }

  /** A copy with this bound for messages that wait for the handler. */
  public ClientLimits withInbound(int messages) {
    return new ClientLimits(
        sendWindow,
        pendingMessages,
        pendingBytes,
        requests,
        messages,
        remembered,
        frameBytes,
        checkedUsers);
  }

  /** A copy that remembers this number of handled messages. */
  public ClientLimits withRemembered(int messages) {
    return new ClientLimits(
        sendWindow,
        pendingMessages,
        pendingBytes,
        requests,
        inbound,
        messages,
        frameBytes,
        checkedUsers);
  }

  /** A copy with this bound for a WebSocket message. */
  public ClientLimits withFrameBytes(int bytes) {
    return new ClientLimits(
        sendWindow,
        pendingMessages,
        pendingBytes,
        requests,
        inbound,
        remembered,
        bytes,
        checkedUsers);
  }

  /** A copy that keeps the time of the last check of the devices of this number of users. */
  public ClientLimits withCheckedUsers(int users) {
    return new ClientLimits(
        sendWindow,
        pendingMessages,
        pendingBytes,
        requests,
        inbound,
        remembered,
        frameBytes,
        users);
  }
}
