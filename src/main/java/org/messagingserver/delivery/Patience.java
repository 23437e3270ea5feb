package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How long handed-over messages may go without an answer: the same for all, so oldest first. They
 * are linked with one another, since each message comes and goes here.
 */
final class Patience {
  private final Loop loop;
  private final long millis;
  private final Consumer<List<Outgoing>> onSilence;
  private Outgoing oldest;
  private Outgoing newest;
  private boolean armed;

  /** A message's place among those that wait. */
  static final class Waiting {
    private boolean waits;
    private long until;
    private Outgoing older;
    private Outgoing newer;
  }

  /**
   * @param onSilence told of messages for which no answer came in time
   */
  Patience(Loop loop, long millis, Consumer<List<Outgoing>> onSilence) {
    this.loop = loop;
    this.millis = millis;
    this.onSilence = onSilence;
  }

  void begin(Outgoing message) {
    end(message);
    Waiting place = message.waiting;
    place.waits = true;
    place.until = loop.millis() + millis;
    place.older = newest;
    if (newest == null) {
      oldest = message;
    } else {
      newest.waiting.newer = message;
    }
    newest = message;
    arm();
  }

  void end(Outgoing message) {
    Waiting place = message.waiting;
    if (!place.waits) {
      return;
    }
    place.waits = false;
    if (place.older == null) {
      oldest = place.newer;
    } else {
      place.older.waiting.newer = place.newer;
    }
    if (place.newer == null) {
      newest = place.older;
    } else {
      place.newer.waiting.older = place.older;
    }
    place.older = null;
    place.newer = null;
  }

  private void arm() {
    if (!armed && oldest != null) {
      armed = true;
      loop.after(oldest.waiting.until - loop.millis(), this::look);
    }
  }

  private void look() {
    armed = false;
    List<Outgoing> silent = new ArrayList<>();
    while (oldest != null && oldest.waiting.until <= loop.millis()) {
      silent.add(oldest);
      end(oldest);
    }
    try {
      onSilence.accept(silent);
    } finally {
      arm();
    }
  }
}
