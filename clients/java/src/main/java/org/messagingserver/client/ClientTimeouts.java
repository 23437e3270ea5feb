package org.messagingserver.client;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long a connection waits for what.
 *
 * @param backoffMin before the first attempt to connect again, or to send a refused message again;
 *     doubled with each further attempt, and jittered: between half of it and all of it passes
 * @param backoffMax what doubling ends at
 * @param request for connecting and logging in, and for the answer to a request; a message that has
 *     no answer by then is sent again over another socket
 * @param send until a message counts as not sent, however often it was tried
 * @param preKeyQuiet after a PreKey, for another one of the same answer: nothing in the protocol
 *     says which is the last
 * @param ping between pings; a server silent for two of these counts as dead
 */
public record ClientTimeouts(
    Duration backoffMin,
    Duration backoffMax,
    Duration request,
    Duration send,
    Duration preKeyQuiet,
    Duration ping) {

  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration MOST = Duration.ofDays(1);

  /** Fit for a phone or a desktop. */
  public static final ClientTimeouts DEFAULT =
      new ClientTimeouts(
          Duration.ofMillis(500),
          Duration.ofSeconds(60),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofMillis(50),
          Duration.ofSeconds(15));

  /** Refuses durations below a millisecond or above a day, and a maximum below its minimum. */
  public ClientTimeouts {
    if (Stream.of(backoffMin, backoffMax, request, send, preKeyQuiet, ping)
        .anyMatch(time -> time.compareTo(LEAST) < 0 || time.compareTo(MOST) > 0)) {
      throw new IllegalArgumentException("every duration is between a millisecond and a day");
    }
    if (backoffMax.compareTo(backoffMin) < 0) {
      throw new IllegalArgumentException("backoffMax is not below backoffMin");
    }
  }

  /** The same with this backoff. */
  public ClientTimeouts withBackoff(Duration min, Duration max) {
    return new ClientTimeouts(min, max, request, send, preKeyQuiet, ping);
  }

  /** The same with this time for an answer. */
  public ClientTimeouts withRequest(Duration timeout) {
    return new ClientTimeouts(backoffMin, backoffMax, timeout, send, preKeyQuiet, ping);
  }

  /** The same with this time for a message, all its attempts together. */
  public ClientTimeouts withSend(Duration timeout) {
    return new ClientTimeouts(backoffMin, backoffMax, request, timeout, preKeyQuiet, ping);
  }

  /** The same with this wait for a further PreKey. */
  public ClientTimeouts withPreKeyQuiet(Duration quiet) {
    return new ClientTimeouts(backoffMin, backoffMax, request, send, quiet, ping);
  }

  /** The same with this time between pings. */
  public ClientTimeouts withPing(Duration interval) {
    return new ClientTimeouts(backoffMin, backoffMax, request, send, preKeyQuiet, interval);
  }
}
