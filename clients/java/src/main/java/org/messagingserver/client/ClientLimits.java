package org.messagingserver.client;

import java.util.stream.IntStream;

/**
 * How much of what one connection holds.
 *
 * @param sendWindow messages written to the socket and not yet answered; further ones wait. A
 *     server acks no sooner than its {@code delivery.ackMillis}, so 512 at 200 ms are 2,560
 *     messages a second at most; keep it below 1,024, from which on a server does not read
 * @param unsettledSends messages accepted and not yet settled, whether written or waiting; one more
 *     fails at once
 * @param unsettledBytes the same in bytes of their payloads
 * @param requests other requests without an answer yet; one more fails at once
 * @param inbound messages that wait for the handler; with more, the socket is not read
 * @param remembered messages last handled, by their digests, so that one that comes twice is
 *     handled once; 0 handles each as often as it comes
 * @param frameBytes largest WebSocket message either way, as the server's {@code
 *     http.maxFrameBytes}; a larger send fails at once
 */
public record ClientLimits(
    int sendWindow,
    int unsettledSends,
    int unsettledBytes,
    int requests,
    int inbound,
    int remembered,
    int frameBytes) {

  /** Fit for a server with its default settings. */
  public static final ClientLimits DEFAULT =
      new ClientLimits(512, 4096, 64 << 20, 256, 512, 10_000, 256 << 10);

  /** Refuses numbers that would let nothing through. */
  public ClientLimits {
    if (remembered < 0
        || IntStream.of(sendWindow, unsettledSends, unsettledBytes, requests, inbound, frameBytes)
            .anyMatch(limit -> limit < 1)) {
      throw new IllegalArgumentException("every limit is 1 or more, remembered 0 or more");
    }
  }

  /** The same with this window of sends. */
  public ClientLimits withSendWindow(int messages) {
    return new ClientLimits(
        messages, unsettledSends, unsettledBytes, requests, inbound, remembered, frameBytes);
  }

  /** The same with these bounds for accepted messages that are not yet settled. */
  public ClientLimits withUnsettled(int messages, int bytes) {
    return new ClientLimits(sendWindow, messages, bytes, requests, inbound, remembered, frameBytes);
  }

  /** The same with this bound for messages that wait for the handler. */
  public ClientLimits withInbound(int messages) {
    return new ClientLimits(
        sendWindow, unsettledSends, unsettledBytes, requests, messages, remembered, frameBytes);
  }

  /** The same with this memory of handled messages. */
  public ClientLimits withRemembered(int messages) {
    return new ClientLimits(
        sendWindow, unsettledSends, unsettledBytes, requests, inbound, messages, frameBytes);
  }

  /** The same with this bound for a WebSocket message. */
  public ClientLimits withFrameBytes(int bytes) {
    return new ClientLimits(
        sendWindow, unsettledSends, unsettledBytes, requests, inbound, remembered, bytes);
  }
}
