package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** A sender to many who are away, one after another; times are from send to Ack. */
public final class Writer extends Source {
  /** Far more than a server takes from one socket before it answers. */
  private static final int UNACKED = 1 << 13;

  private final LeanSocket socket;
  private final List<Letter> letters;
  private final long[] begins = new long[UNACKED];
  private int next;
  private int sequence;

  /**
   * @param first which letter it begins with
   */
  public Writer(Meter meter, LeanSocket socket, List<Letter> letters, int first) {
    super(meter, socket.context());
    this.socket = socket;
    this.letters = letters;
    this.next = first % letters.size();
    socket.readBy(new Answers(this, this::answered));
  }

  @Override
  void send(long begin) {
    begins[++sequence % UNACKED] = begin;
    letters.get(next).send(socket, sequence, begin);
    next = (next + 1) % letters.size();
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
