package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * A sender, and a recipient that acks whatever comes; times are from send to receipt. A relay that
 * brings the sender's frames to the recipient as they are, and its Acks back, serves them as well.
 */
public final class Pair extends Source {
  private final LeanSocket sender;
  private final LeanSocket recipient;
  private final Letter letter;
  private int sequence;

  /** Both sockets are on one event loop, and nothing is under way on them. */
  public Pair(Meter meter, LeanSocket sender, LeanSocket recipient, Letter letter) {
    super(meter, sender.context());
    this.sender = sender;
    this.recipient = recipient;
    this.letter = letter;
    sender.readBy(new Answers(this, this::answered));
    recipient.readBy(new Answers(this, this::received));
  }

  @Override
  void send(long begin) {
    letter.send(sender, ++sequence, begin);
  }

  private void answered(int kind, Buffer bytes, int from, int to) {
    if (kind == Envelope.ACK) {
      acked();
    }
  }

  private void received(int kind, Buffer bytes, int from, int to) {
    if (kind == Envelope.INBOUND_MESSAGE || kind == Envelope.OUTBOUND_MESSAGE) {
      meter().done(Letter.time(bytes, to));
      Envelope.ack(recipient, bytes, from, Envelope.payload(bytes, from));
    }
  }

  /** Makes the recipient read nothing more. */
  public void stall() {
    recipient.context().runOnContext(turn -> recipient.stall());
  }

  @Override
  public Future<Void> close() {
    return sender.close().eventually(recipient::close);
  }
}
