package org.messagingserver.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.delivery.ConsumerEvent.HandedOver;

/**
 * The last message of each Dispatcher that found no credit, until one of that Dispatcher is
 * delivered: what names it as its predecessor comes again behind it.
 */
final class WithoutCredit {
  /** No Dispatcher waits longer with the default configuration. */
  private static final long REMEMBERED_MILLIS = 1000;

  private record Last(UUID id, long since, boolean awaited) {}

  private final Map<Long, Last> byDispatcher = new HashMap<>();
  private boolean awaited;

  void add(UUID id, long now) {
    byDispatcher.put(MessageIds.dispatcherOf(id), new Last(id, now, true));
    awaited = true;
  }

  /** Whether the message before this one has found no credit. */
  boolean isBehind(HandedOver message) {
    Last last = byDispatcher.get(MessageIds.dispatcherOf(message.id()));
    return last != null
        && message.predecessor() != null
        && last.id.equals(message.predecessor().id());
  }

  void delivered(UUID id) {
    if (!byDispatcher.isEmpty()) {
      byDispatcher.remove(MessageIds.dispatcherOf(id));
    }
  }

  /** Whether a Dispatcher waits to hear that there is credit. */
  boolean isAwaited() {
    return awaited;
  }

  /** The messages whose Dispatchers have not heard yet that there is credit; now they do. */
  List<UUID> takeAwaiting() {
    List<UUID> ids = byDispatcher.values().stream().filter(Last::awaited).map(Last::id).toList();
    byDispatcher.replaceAll((dispatcher, last) -> new Last(last.id, last.since, false));
    awaited = false;
    return ids;
  }

  /** Forgets messages that their Dispatchers have stored by now. */
  void forgetOldest(long now) {
    byDispatcher.values().removeIf(last -> now - last.since > REMEMBERED_MILLIS);
  }

  /** All of these messages; they are forgotten. */
  List<UUID> takeAll() {
    List<UUID> ids = byDispatcher.values().stream().map(Last::id).toList();
    byDispatcher.clear();
    awaited = false;
    return ids;
  }
}
