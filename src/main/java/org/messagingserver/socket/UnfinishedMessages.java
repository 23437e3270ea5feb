package org.messagingserver.socket;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.ratelimit.ClientQuota;

/**
 * Bounds the memory of messages that are still coming in, over the sockets of one event loop. While
 * they hold more bytes than allowed, the source that holds most of them loses its oldest message:
 * {@link CloseCode#TRY_LATER}. So no source ends the messages of another that holds less. A message
 * that takes too long ends too: {@link CloseCode#POLICY}.
 *
 * <p>Within a source, small messages end last: a slow client with a short message is not disturbed
 * by neighbours with large ones.
 */
final class UnfinishedMessages {
  /** The size of an ordinary message. */
  private static final int SMALL_BYTES = 4096;

  private static final int TICKS = 10;

  private final Vertx vertx;
  private final long maxBytes;
  private final long tickMillis;
  private final Map<Long, SourceMessages> sources = new LinkedHashMap<>();
  private long bytes;
  private boolean ticking;

  UnfinishedMessages(Vertx vertx, HttpSettings.Unfinished settings) {
    this.vertx = vertx;
    this.maxBytes = settings.bytes();
    this.tickMillis = Math.max(1, settings.timeout().toMillis() / TICKS);
  }

  /**
   * A socket has opened.
   *
   * @param clientQuota pays for bytes that are dropped
   * @param end has to let go of all that is unfinished before it returns
   */
  Unfinished opened(ClientQuota clientQuota, Handler<CloseCode> end) {
    return new Unfinished(clientQuota, end);
  }

  /** The bytes of all of them. */
  long bytes() {
    return bytes;
  }

  /** The messages of one source, the oldest first. */
  private static final class SourceMessages {
    private final long name;
    private final Set<Unfinished> small = new LinkedHashSet<>();
    private final Set<Unfinished> large = new LinkedHashSet<>();
    private long bytes;

    private SourceMessages(long name) {
      this.name = name;
    }

    private Unfinished nextToDrop() {
      return (large.isEmpty() ? small : large).iterator().next();
    }

    private void sort(Unfinished message, int before, int now) {
      bytes += now - before;
      if (now == 0) {
        small.remove(message);
        large.remove(message);
      } else if (now > SMALL_BYTES && before <= SMALL_BYTES) {
        small.remove(message);
        large.add(message);
      } else if (before == 0) {
        small.add(message);
      }
    }
  }

  /** The message of one socket that is not whole. */
  final class Unfinished {
    private final ClientQuota clientQuota;
    private final Handler<CloseCode> end;
    private SourceMessages source;
    private int frame;
    private int fragments;
    private int ticks;
    private boolean suspended;

    private Unfinished(ClientQuota clientQuota, Handler<CloseCode> end) {
      this.clientQuota = clientQuota;
      this.end = end;
    }

    /** So much memory has the frame that is coming in. */
    void frame(int now) {
      change(now, fragments);
    }

    /** So much memory have the fragments that have come. */
    void fragments(int now) {
      change(frame, now);
    }

    /** A frame has gone on; whatever comes next is another message, unless fragments wait. */
    void frameIsWhole() {
      if (fragments == 0) {
        change(0, 0);
      }
    }

    /**
     * While the server does not read, time is not held against the client. Time that passed before
     * still counts: a client that makes the server pause again and again gains none by it.
     */
    void suspended(boolean now) {
      suspended = now;
    }

    /**
     * So many bytes are dropped that no request was charged for; whether their source may send
     * more.
     */
    boolean dropped(int count) {
      return clientQuota.dropped(count);
    }

    /** The socket is gone. */
    void closed() {
      change(0, 0);
    }

    private void change(int nowFrame, int nowFragments) {
      int before = frame + fragments;
      frame = nowFrame;
      fragments = nowFragments;
      int now = frame + fragments;
      if (now != before) {
        sort(before, now);
      }
    }

    /** A message stays with the source that it began with: an hour has other names for them. */
    private void sort(int before, int now) {
      if (before == 0) {
        source = sources.computeIfAbsent(clientQuota.source(), SourceMessages::new);
      }
      source.sort(this, before, now);
      bytes += now - before;
      if (now == 0) {
        ticks = 0;
        leaveSource();
      } else if (now > before) {
        keepWithinBounds();
      }
    }

    private void leaveSource() {
      if (source.bytes == 0) {
        sources.remove(source.name);
      }
      source = null;
    }

    private void end(CloseCode code) {
      change(0, 0);
      end.handle(code);
    }

    private boolean isLate() {
      ticks += suspended ? 0 : 1;
      return ticks > TICKS;
    }
  }

  private void keepWithinBounds() {
    while (bytes > maxBytes) {
      Comparator<SourceMessages> byBytes = Comparator.comparingLong(source -> source.bytes);
      Collections.max(sources.values(), byBytes).nextToDrop().end(CloseCode.TRY_LATER);
    }
    if (!ticking && !sources.isEmpty()) {
      ticking = true;
      vertx.setTimer(tickMillis, due -> tick());
    }
  }

  /** Not by the clock: after a standstill of the server all of them would be late at once. */
  private void tick() {
    List<Unfinished> late =
        sources.values().stream()
            .flatMap(source -> Stream.of(source.small, source.large))
            .flatMap(Set::stream)
            .filter(Unfinished::isLate)
            .toList();
    late.forEach(each -> each.end(CloseCode.POLICY));
    ticking = false;
    keepWithinBounds();
  }
}
