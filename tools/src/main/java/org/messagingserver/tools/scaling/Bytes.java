package org.messagingserver.tools.scaling;

/**
 * The sizes of what nodes send one another. Those of the server's own encodings are exact; a test
 * compares them.
 */
public final class Bytes {
  /** Around an event in a frame of Vert.x' event bus: addresses, codec, sender. */
  public static final int BUS_FRAME = 94;

  /** A look-up or its answer, as three members of Hazelcast 5 have sent them. */
  public static final int LOOK_UP = 107;

  /** A change, its answer, its backup or the answer to that; their average there. */
  public static final int CHANGE = 150;

  /** A ping or a heartbeat with its frame, about. */
  public static final int PING = 100;

  private static final int DELIVERY_HEAD = 62;
  private static final int MESSAGE_HEAD = 44;
  private static final int RECEIPTS_HEAD = 4;
  private static final int RECEIPT = 41;

  private Bytes() {}

  /** One message, from event loop to event loop. */
  public static int message(int content) {
    return DELIVERY_HEAD + MESSAGE_HEAD + content;
  }

  /** One receipt. */
  public static int receipt() {
    return RECEIPTS_HEAD + RECEIPT;
  }
}
