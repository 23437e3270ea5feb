package org.messagingserver.tools.chaos;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/**
 * Records what happens to each message, and checks that every acked message was received, unchanged
 * and by its recipient. Also checks the order of messages that one socket of their sender carried.
 * Thread-safe.
 */
final class DeliveryChecker {
  /**
   * An Ack within this time is for the first attempt. A later one may follow a refusal, after which
   * the reference client resends the message, possibly out of order. The server refuses after 5 s
   * ({@code delivery.storeMillis}).
   */
  private static final int FIRST_ATTEMPT_MILLIS = 4_000;

  private static final int LONG_GAP_MILLIS = 5_000;
  private static final int MAX_LISTED = 20;

  private final IntSupplier clock;
  private final MessageHistory history = new MessageHistory();
  private final BitSet mayBeGone = new BitSet();
  private final BitSet mayBeRepeated = new BitSet();
  private final SortedMap<String, Integer> refused = new TreeMap<>();
  private long acked;
  private long received;
  private long missing;
  private long duplicates;
  private long invalid;
  private long pending;
  private long unresolved;
  private long longGaps;
  private Gap longestGap = new Gap(0, 0);
  private Gap longestWait = new Gap(0, 0);

  /**
   * Creates a checker without messages.
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
  synchronized int sent(int pair, int socket) {
    pending++;
    return history.add(pair, socket, clock.getAsInt());
  }

  /**
   * The recipient unregisters now and then, and messages go with it: whether this one was lost is
   * for the checker of the history to say.
   */
  synchronized void mayBeGone(int id) {
    mayBeGone.set(id);
  }

  /** The recipient has two sockets, and each of them receives the message. */
  synchronized void mayBeRepeated(int id) {
    mayBeRepeated.set(id);
  }

  /** The sender has received the Ack, on this socket. */
  synchronized void acked(int id, int socket) {
    int now = clock.getAsInt();
    pending--;
    acked++;
    history.ack(id, now);
    longestWait = longestWait.longer(new Gap(now - history.sent(id), now));
    if (socket != history.socket(id) || now - history.sent(id) > FIRST_ATTEMPT_MILLIS) {
      history.clearSocket(id);
    }
    if (!history.isReceived(id) && !mayBeGone.get(id)) {
      missing++;
    }
  }

  /** The server refused the message permanently, or until the sender's timeout. */
  synchronized void refused(int id, String name) {
    pending--;
    history.clearSocket(id);
    refused.merge(name, 1, Integer::sum);
  }

  /** The sender's timeout elapsed without an answer. */
  synchronized void unresolved(int id) {
    pending--;
    history.clearSocket(id);
    unresolved++;
  }

  /**
   * A device has received a message.
   *
   * @param pair the sender and the recipient, according to the message
   * @param since when its device connected, in milliseconds since the run began
   * @param prompt whether the device handles messages immediately, so that its delivery gap counts
   */
  synchronized void received(TestPayload payload, int pair, int since, boolean prompt) {
    int id = payload.id();
    if (id < 0 || id >= history.count() || history.pair(id) != pair) {
      invalid++;
    } else if (history.isReceived(id)) {
      duplicates += mayBeRepeated.get(id) ? 0 : 1;
      history.receive(id, MessageHistory.NEVER);
    } else {
      receivedFirst(id, since, prompt);
    }
  }

  private void receivedFirst(int id, int since, boolean prompt) {
    history.receive(id, (int) received++);
    if (history.isAcked(id) && !mayBeGone.get(id)) {
      missing--;
      if (prompt) {
        recordGap(clock.getAsInt(), Math.max(history.acked(id), since));
      }
    }
  }

  private void recordGap(int now, int begin) {
    int gap = now - begin;
    if (gap > LONG_GAP_MILLIS) {
      longGaps++;
    }
    longestGap = longestGap.longer(new Gap(gap, now));
  }

  /** A device has received a message that was damaged, or not sent to it. */
  synchronized void invalid() {
    invalid++;
  }

  /** The current counts. */
  synchronized Progress progress() {
    return new Progress(history.count(), acked, received, pending, missing);
  }

  /** The verdict on all messages so far. */
  synchronized Verdict verdict() {
    List<Lost> lost = new ArrayList<>();
    long misordered = 0;
    Map<Integer, Long> latest = new HashMap<>();
    for (int id = 0; id < history.count(); id++) {
      boolean isLost = history.isAcked(id) && !history.isReceived(id) && !mayBeGone.get(id);
      if (isLost && lost.size() < MAX_LISTED) {
        lost.add(new Lost(id, history.pair(id), history.sent(id), history.acked(id)));
      }
      if (history.socket(id) != 0 && history.isReceived(id) && isOvertaken(id, latest)) {
        misordered++;
      }
    }
    return new Verdict(
        progress(),
        duplicates,
        invalid,
        Map.copyOf(refused),
        unresolved,
        misordered,
        longestWait,
        longestGap,
        longGaps,
        lost);
  }

  /** Whether a message that the same socket sent later was received earlier. */
  private boolean isOvertaken(int id, Map<Integer, Long> latest) {
    // The socket in the upper half, the number of the latest receipt in the lower.
    long mine = ((long) history.socket(id) << 32) | history.receiptNumber(id);
    Long before = latest.get(history.pair(id));
    if (before != null && before >> 32 == mine >> 32 && before > mine) {
      return true;
    }
    latest.put(history.pair(id), mine);
    return false;
  }
}
