package org.messagingserver.webpush;

import java.time.Duration;

/** The outcome of one push. */
public sealed interface PushResult {

  /** The push service has it: 2xx. */
  record Accepted() implements PushResult {}

  /** There is no such subscription any more: 404 or 410. */
  record Gone() implements PushResult {}

  /** The push service refuses it: any other 4xx, or 3xx, since redirects are not followed. */
  record Refused() implements PushResult {}

  /**
   * The push service asks for patience: 429 or 5xx.
   *
   * @param delay an hour at most
   */
  record RetryAfter(Duration delay) implements PushResult {}

  /** There was no answer, or there is no public address to ask at. */
  record Unreachable() implements PushResult {}

  /**
   * Nothing was sent, since as much goes to that host, network, or to unproven hosts as may.
   *
   * @param delay until it is worth another try
   */
  record NotNow(Duration delay) implements PushResult {}
}
