package org.messagingserver.tools.chaos;

import java.util.Arrays;

/**
 * The history of each message, by its number from 0, in about 22 bytes. Times are milliseconds
 * since the run began, and {@link #NEVER} before they are known.
 */
final class MessageHistory {
  static final int NEVER = -1;

  private static final int INITIAL_CAPACITY = 1 << 16;
  private static final byte MAX_RECEIPTS = Byte.MAX_VALUE;

  private int count;
  private int[] pair = new int[INITIAL_CAPACITY];
  private int[] socket = new int[INITIAL_CAPACITY];
  private int[] sent = new int[INITIAL_CAPACITY];
  private int[] acked = new int[INITIAL_CAPACITY];
  private int[] receiptNumber = new int[INITIAL_CAPACITY];
  private byte[] receipts = new byte[INITIAL_CAPACITY];

  /**
   * Adds a message.
   *
   * @param on the number of the sender's socket, or 0 without one
   */
  int add(int inPair, int on, int now) {
    if (count == pair.length) {
      grow();
    }
    pair[count] = inPair;
    socket[count] = on;
    sent[count] = now;
    acked[count] = NEVER;
    receiptNumber[count] = NEVER;
    return count++;
  }

  private void grow() {
    int room = 2 * count;
    pair = Arrays.copyOf(pair, room);
    socket = Arrays.copyOf(socket, room);
    sent = Arrays.copyOf(sent, room);
    acked = Arrays.copyOf(acked, room);
    receiptNumber = Arrays.copyOf(receiptNumber, room);
    receipts = Arrays.copyOf(receipts, room);
  }

  int count() {
    return count;
  }

  int pair(int id) {
    return pair[id];
  }

  /** The only socket of the sender that carried the message, or 0 if it may have been several. */
  int socket(int id) {
    return socket[id];
  }

  void clearSocket(int id) {
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

  /** Its number among all first receipts. */
  int receiptNumber(int id) {
    return receiptNumber[id];
  }

  boolean isReceived(int id) {
    return receipts[id] > 0;
  }

  void receive(int id, int atPlace) {
    if (!isReceived(id)) {
      receiptNumber[id] = atPlace;
    }
    if (receipts[id] < MAX_RECEIPTS) {
      receipts[id]++;
    }
  }
}
