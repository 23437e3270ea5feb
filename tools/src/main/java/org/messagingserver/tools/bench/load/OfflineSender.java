package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** A sender to many offline recipients in turn; latencies are from send to Ack. */
public final class OfflineSender extends LoadSource {
  /** Far more than the unanswered messages that a server accepts from one socket. */
  private static final int UNACKED = 1 << 13;

  private final LeanSocket socket;
  private final List<PreparedMessage> messages;
  private final long[] begins = new long[UNACKED];
  private int next;
  private int sequence;

  /**
   * @param first index of the first message
   */
  public OfflineSender(Meter meter, LeanSocket socket, List<PreparedMessage> messages, int first) {
    super(meter, socket.context());
    this.socket = socket;
    this.messages = messages;
    this.next = first % messages.size();
    socket.setReader(new AnswerReader(this, this::answered));
  }

  @Override
  void send(long begin) {
    begins[++sequence % UNACKED] = begin;
    messages.get(next).send(socket, sequence, begin);
    next = (next + 1) % messages.size();
  }

  private void answered(int kind, Buffer bytes, int from, int to) {
    if (kind == Envelope.ACK) {
      meter().done(begins[Envelope.sequence(bytes, from) % UNACKED]);
      acked();
    }
  }

  @Override
  public Future<Void> close() {
    return socket.close();
  }
}
