package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.mailbox.Requester;

/** The socket's side of a MailboxConsumer. Called on the MailboxConsumer's event loop only. */
public interface MessageSink extends Requester {

  /**
   * Sends one message to the client.
   *
   * @return its sequence, by which the client acks it
   */
  int deliver(Buffer message);

  /**
   * Whether the socket takes more just now; {@link MailboxConsumer#writable} says when it does
   * again.
   */
  boolean isWritable();

  /**
   * The client has acked nothing for a while: closes the socket unless something comes from it
   * soon.
   *
   * @param unackedBytes what it has been sent since
   */
  void probe(int unackedBytes);

  /** The client has acked everything that waited at its login; called once at most. */
  void drained();

  /** A one-time key of the device was taken, and few are left. */
  void keysLow();

  /**
   * Another socket has registered the device under another registrationID: this one belongs to what
   * the device was before.
   */
  void replaced();
}
