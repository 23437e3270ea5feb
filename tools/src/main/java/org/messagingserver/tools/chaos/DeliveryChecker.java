package org.messagingserver.tools.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/**
 * Knows of each message who saw what, and judges: what a sender saw acked was received, by whom it
 * was for and as it was sent; and in its order, where one socket of its sender carried it and the
 * one before. May be used from any thread.
 */
final class DeliveryChecker {
  /**
   * An answer that took longer may have come after a refusal, which the reference client answers by
   * sending again, out of order. The server refuses after 5 s ({@code delivery.storeMillis}).
   */
  private static final int SURELY_NOT_REFUSED_MILLIS = 4_000;

  private static final int LONG_GAP_MILLIS = 5_000;
  private static final int MOST_NAMED = 20;

  private final IntSupplier clock;
  private final MessageHistory messageHistory = new MessageHistory();
  private final SortedMap<String, Integer> refused = new TreeMap<>();
  private long acked;
  private long received;
  private long missing;
  private long duplicates;
  private long strange;
  private long open;
  private long unresolved;
  private long longGaps;
  private Gap longestGap = new Gap(0, 0);
  private Gap longestWait = new Gap(0, 0);

  /**
   * Empty ones.
   *
   * @param clock milliseconds since the run began
   */
  DeliveryChecker(IntSupplier clock) {
    this.clock = clock;
  }

  /**
   * A message is about to be sent.
   *
   * @param socket the number of the socket among those of its sender, 0 without one
   * @return its number
   */
  synchronized int sent(int lane, int socket) {
    open++;
    return messageHistory.add(lane, socket, clock.getAsInt());
  }

  /** Its sender has seen the Ack, on this socket. */
  synchronized void acked(int id, int socket) {
    int now = clock.getAsInt();
    open--;
    acked++;
    messageHistory.ack(id, now);
    longestWait = longestWait.or(new Gap(now - messageHistory.sent(id), now));
    if (socket != messageHistory.socket(id)
        || now - messageHistory.sent(id) > SURELY_NOT_REFUSED_MILLIS) {
      messageHistory.severalSockets(id);
    }
    if (!messageHistory.isReceived(id)) {
      missing++;
    }
  }

  /** Its sender was refused for good, or for so long that it gave up. */
  synchronized void refused(int id, String name) {
    open--;
    messageHistory.severalSockets(id);
    refused.merge(name, 1, Integer::sum);
  }

  /** Its sender gave up without an answer. */
  synchronized void unresolved(int id) {
    open--;
    messageHistory.severalSockets(id);
    unresolved++;
  }

  /**
   * A message has come to a device.
   *
   * @param lane what the message says
   * @param since when its device connected, in milliseconds since the run began
   * @param prompt whether the device takes what comes at once, so that it shows how long it took
   */
  synchronized void received(TestPayload testPayload, int lane, int since, boolean prompt) {
    int id = testPayload.id();
    if (id < 0 || id >= messageHistory.count() || messageHistory.lane(id) != lane) {
      strange++;
    } else if (messageHistory.isReceived(id)) {
      duplicates++;
      messageHistory.receive(id, MessageHistory.NEVER);
    } else {
      first(id, since, prompt);
    }
  }

  private void first(int id, int since, boolean prompt) {
    messageHistory.receive(id, (int) received++);
    if (messageHistory.isAcked(id)) {
      missing--;
      if (prompt) {
        measure(clock.getAsInt(), Math.max(messageHistory.acked(id), since));
      }
    }
  }

  private void measure(int now, int begin) {
    int gap = now - begin;
    if (gap > LONG_GAP_MILLIS) {
      longGaps++;
    }
    longestGap = longestGap.or(new Gap(gap, now));
  }

  /** Something has come that nobody sent, or not so, or not there. */
  synchronized void strange() {
    strange++;
  }

  /** How it stands. */
  synchronized Progress standing() {
    return new Progress(messageHistory.count(), acked, received, open, missing);
  }

  /** Judges by everything that is known now. */
  synchronized Verdict judgement() {
    List<Lost> lost = new ArrayList<>();
    long misordered = 0;
    Map<Integer, Long> latest = new HashMap<>();
    for (int id = 0; id < messageHistory.count(); id++) {
      if (messageHistory.isAcked(id)
          && !messageHistory.isReceived(id)
          && lost.size() < MOST_NAMED) {
        lost.add(
            new Lost(
                id, messageHistory.lane(id), messageHistory.sent(id), messageHistory.acked(id)));
      }
      if (messageHistory.socket(id) != 0
          && messageHistory.isReceived(id)
          && overtaken(id, latest)) {
        misordered++;
      }
    }
    return new Verdict(
        standing(),
        duplicates,
        strange,
        Map.copyOf(refused),
        unresolved,
        misordered,
        longestWait,
        longestGap,
        longGaps,
        lost);
  }

  /** Whether one that was sent after it by the same socket was received before it. */
  private boolean overtaken(int id, Map<Integer, Long> latest) {
    // The socket in the upper half, the place of the last receipt in the lower.
    long mine = ((long) messageHistory.socket(id) << 32) | messageHistory.place(id);
    Long before = latest.get(messageHistory.lane(id));
    if (before != null && before >> 32 == mine >> 32 && before > mine) {
      return true;
    }
    latest.put(messageHistory.lane(id), mine);
    return false;
  }
}
