package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How long handed-over messages may go without an answer: the same for all, so oldest first. */
final class Patience {
  private final Loop loop;
  private final long millis;
  private final Consumer<List<Outgoing>> onSilence;
  private final Map<Outgoing, Long> waiting = new LinkedHashMap<>();
  private boolean armed;

  /**
   * @param onSilence told of messages for which no answer came in time
   */
  Patience(Loop loop, long millis, Consumer<List<Outgoing>> onSilence) {
    this.loop = loop;
    this.millis = millis;
    this.onSilence = onSilence;
  }

  void begin(Outgoing message) {
    waiting.remove(message);
    waiting.put(message, loop.millis() + millis);
    arm();
  }

  void end(Outgoing message) {
    waiting.remove(message);
  }

  private void arm() {
    if (!armed && !waiting.isEmpty()) {
      armed = true;
      long due = waiting.values().iterator().next();
      loop.after(due - loop.millis(), this::look);
    }
  }

  private void look() {
    armed = false;
    long now = loop.millis();
    List<Outgoing> silent = new ArrayList<>();
    for (Map.Entry<Outgoing, Long> message : waiting.entrySet()) {
      if (message.getValue() > now) {
        break;
      }
      silent.add(message.getKey());
    }
    silent.forEach(waiting::remove);
    onSilence.accept(silent);
    arm();
  }
}
