package org.messagingserver.tools.chaos;

import java.util.Arrays;

/**
 * The record of each message, by its number from 0; some 22 bytes for each. Times are milliseconds
 * from the begin of the run, and {@link #NEVER} before they are known.
 */
final class MessageHistory {
  static final int NEVER = -1;

  private static final int FIRST_ROOM = 1 << 16;
  private static final byte MOST_RECEIPTS = Byte.MAX_VALUE;

  private int count;
  private int[] lane = new int[FIRST_ROOM];
  private int[] socket = new int[FIRST_ROOM];
  private int[] sent = new int[FIRST_ROOM];
  private int[] acked = new int[FIRST_ROOM];
  private int[] place = new int[FIRST_ROOM];
  private byte[] receipts = new byte[FIRST_ROOM];

  /**
   * A new one.
   *
   * @param on the number of the sender's socket, or 0 where it had none
   */
  int add(int inLane, int on, int now) {
    if (count == lane.length) {
      grow();
    }
    lane[count] = inLane;
    socket[count] = on;
    sent[count] = now;
    acked[count] = NEVER;
    place[count] = NEVER;
    return count++;
  }

  private void grow() {
    int room = 2 * count;
    lane = Arrays.copyOf(lane, room);
    socket = Arrays.copyOf(socket, room);
    sent = Arrays.copyOf(sent, room);
    acked = Arrays.copyOf(acked, room);
    place = Arrays.copyOf(place, room);
    receipts = Arrays.copyOf(receipts, room);
  }

  int count() {
    return count;
  }

  int lane(int id) {
    return lane[id];
  }

  /** The sender's socket that alone has carried it, or 0 where it may have been several. */
  int socket(int id) {
    return socket[id];
  }

  void severalSockets(int id) {
    socket[id] = 0;
  }

  int sent(int id) {
    return sent[id];
  }

  int acked(int id) {
    return acked[id];
  }

  boolean isAcked(int id) {
    return acked[id] != NEVER;
  }

  void ack(int id, int now) {
    acked[id] = now;
  }

  /** Its place among all first receipts. */
  int place(int id) {
    return place[id];
  }

  boolean isReceived(int id) {
    return receipts[id] > 0;
  }

  void receive(int id, int atPlace) {
    if (!isReceived(id)) {
      place[id] = atPlace;
    }
    if (receipts[id] < MOST_RECEIPTS) {
      receipts[id]++;
    }
  }
}
