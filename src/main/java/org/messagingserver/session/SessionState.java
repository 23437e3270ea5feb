package org.messagingserver.session;

import org.messagingserver.delivery.MailboxConsumer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Nonce;

/**
 * The state of one socket. Nothing leads back.
 *
 * <pre>
 *   Anonymous ──AuthResponse──▶ Authenticating ──signature holds, MailboxConsumer open──▶ Authenticated
 *       │                             │ refused, or the store is away                │
 *       └──────────────closed────────▶ Closed ◀────────────closed────────────────────┘
 * </pre>
 */
sealed interface SessionState {

  /**
   * May ask for prekeys, send messages, and answer the challenge once.
   *
   * @param challenge the nonce that a login on this connection must echo
   */
  record Anonymous(Nonce challenge) implements SessionState {
    Authenticating authenticating() {
      return new Authenticating();
    }
  }

  /** A login is being checked; what comes behind it waits unread. */
  record Authenticating() implements SessionState {
    Authenticated authenticated(
        Address address, MailboxConsumer mailboxConsumer, PreKeysLowNotifier preKeysLowNotifier) {
      return new Authenticated(address, mailboxConsumer, preKeysLowNotifier);
    }
  }

  /** The signature of this Address was checked, and its MailboxConsumer is open. */
  record Authenticated(
      Address address, MailboxConsumer mailboxConsumer, PreKeysLowNotifier preKeysLowNotifier)
      implements SessionState {}

  /** The socket is gone or going. */
  record Closed() implements SessionState {}
}
