package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;

/**
 * A sender, and a recipient that acks every message; latencies are from send to receipt. They also
 * work with a relay that forwards the sender's frames to the recipient unchanged, and its Acks
 * back.
 */
public final class Pair extends LoadSource {
  private static final int LAST_SEQUENCE = Integer.MAX_VALUE;

  private final LeanSocket sender;
  private final LeanSocket recipient;
  private final PreparedMessage message;
  private int sequence;

  /** Creates a pair; both sockets must be on one event loop, without requests in flight. */
  public Pair(Meter meter, LeanSocket sender, LeanSocket recipient, PreparedMessage message) {
    super(meter, sender.context());
    this.sender = sender;
    this.recipient = recipient;
    this.message = message;
    sender.setReader(new AnswerReader(this, this::answered));
    recipient.setReader(new AnswerReader(this, this::received));
  }

  @Override
  void send(long begin) {
    message.send(sender, ++sequence, begin);
  }

  private void answered(int kind, Buffer bytes, int from, int to) {
    if (kind == Envelope.ACK) {
      acked();
    }
  }

  private void received(int kind, Buffer bytes, int from, int to) {
    if (kind == Envelope.INBOUND_MESSAGE || kind == Envelope.OUTBOUND_MESSAGE) {
      meter().done(PreparedMessage.time(bytes, to));
      Envelope.ack(recipient, bytes, from, Envelope.payload(bytes, from));
    }
  }

  /** Makes the recipient stop reading. */
  public void stall() {
    recipient.context().runOnContext(tick -> recipient.stall());
  }

  /** Unregisters the recipient, which gets no more messages. */
  public Future<Void> unregister() {
    Promise<Void> answered = Promise.promise();
    recipient
        .context()
        .runOnContext(
            tick -> {
              AnswerReader.Listener listener = (kind, bytes, from, to) -> answered.tryComplete();
              recipient.setReader(new AnswerReader(this, listener));
              Buffer frame = ClientMessageCodec.encode(new ClientMessage.Unregister(LAST_SEQUENCE));
              recipient.begin(frame.length()).appendBuffer(frame);
            });
    return answered.future();
  }

  @Override
  public Future<Void> close() {
    return sender.close().eventually(recipient::close);
  }
}
