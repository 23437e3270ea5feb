package org.messagingserver.client;

import java.time.Duration;
import java.util.stream.Stream;

/** How long a connection waits. */
public final class ClientTimeouts {
  private static final Duration MIN = Duration.ofMillis(1);

  private static final Duration MAX = Duration.ofDays(1);

  /** Suitable for a phone or a desktop. */
  public static final ClientTimeouts DEFAULT =
      new ClientTimeouts(
          Duration.ofMillis(500),
          Duration.ofSeconds(60),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofMillis(50),
          Duration.ofSeconds(15),
          Duration.ofHours(6));

  private final Duration backoffMin;
  private final Duration backoffMax;
  private final Duration request;
  private final Duration send;
  private final Duration preKeyQuiet;
  private final Duration ping;
  private final Duration deviceCheck;

  /**
   * Rejects durations below a millisecond or above a day, and a maximum below its minimum.
   *
   * @param backoffMin before the first attempt to reconnect, or to resend a refused message. The
   *     delay doubles with each further attempt, and jitter reduces it by up to half
   * @param backoffMax the longest such delay
   * @param request for connecting and logging in, and for the answer to a request; a message
   *     without an answer by then is resent over another socket
   * @param send for all attempts to send a message together
   * @param preKeyQuiet after a PreKey, for another one of the same answer, in the first version of
   *     the protocol, which does not state how many there are
   * @param ping between pings; a server that is silent for two intervals counts as dead
   * @param deviceCheck after which the devices of a user are checked again before a message, if the
   *     connection has a {@link DeviceDirectory}
   */
  public ClientTimeouts(
      Duration backoffMin,
      Duration backoffMax,
      Duration request,
      Duration send,
      Duration preKeyQuiet,
      Duration ping,
      Duration deviceCheck) {
    if (Stream.of(backoffMin, backoffMax, request, send, preKeyQuiet, ping, deviceCheck)
        .anyMatch(time -> time.compareTo(MIN) < 0 || time.compareTo(MAX) > 0)) {
      throw new IllegalArgumentException("each timeout must be between a millisecond and a day");
    }
    if (backoffMax.compareTo(backoffMin) < 0) {
      throw new IllegalArgumentException("backoffMax must not be below backoffMin");
    }
    this.backoffMin = backoffMin;
    this.backoffMax = backoffMax;
    this.request = request;
    this.send = send;
    this.preKeyQuiet = preKeyQuiet;
    this.ping = ping;
    this.deviceCheck = deviceCheck;
  }

  /** Before the first attempt to reconnect, or to resend a refused message. */
  public Duration backoffMin() {
    return backoffMin;
  }

  /** The longest such delay. */
  public Duration backoffMax() {
    return backoffMax;
  }

  /** For connecting and logging in, and for the answer to a request. */
  public Duration request() {
    return request;
  }

  /** For all attempts to send a message together. */
  public Duration send() {
    return send;
  }

  /**
   * After a PreKey, for another one of the same answer, in the first version of the protocol, which
   * does not state how many there are.
   */
  public Duration preKeyQuiet() {
    return preKeyQuiet;
  }

  /** Between pings. */
  public Duration ping() {
    return ping;
  }

  /**
   * After which the devices of a user are checked again before a message, if the connection has a
   * {@link DeviceDirectory}.
   */
  public Duration deviceCheck() {
    return deviceCheck;
  }

  /** A copy with this backoff. */
  public ClientTimeouts withBackoff(Duration min, Duration max) {
    return new ClientTimeouts(min, max, request, send, preKeyQuiet, ping, deviceCheck);
  }

  /** A copy with this timeout for an answer. */
  public ClientTimeouts withRequest(Duration timeout) {
    return new ClientTimeouts(
        backoffMin, backoffMax, timeout, send, preKeyQuiet, ping, deviceCheck);
  }

  /** A copy with this timeout for all attempts to send a message together. */
  public ClientTimeouts withSend(Duration timeout) {
    return new ClientTimeouts(
        backoffMin, backoffMax, request, timeout, preKeyQuiet, ping, deviceCheck);
  }

  /** A copy with this timeout for a further PreKey. */
  public ClientTimeouts withPreKeyQuiet(Duration quiet) {
    return new ClientTimeouts(backoffMin, backoffMax, request, send, quiet, ping, deviceCheck);
  }

  /** A copy with this interval between pings. */
  public ClientTimeouts withPing(Duration interval) {
    return new ClientTimeouts(
        backoffMin, backoffMax, request, send, preKeyQuiet, interval, deviceCheck);
  }

  /** A copy with this interval between two checks of a user's devices. */
  public ClientTimeouts withDeviceCheck(Duration interval) {
    return new ClientTimeouts(backoffMin, backoffMax, request, send, preKeyQuiet, ping, interval);
  }
}
