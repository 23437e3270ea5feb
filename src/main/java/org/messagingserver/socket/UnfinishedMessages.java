package org.messagingserver.socket;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.messagingserver.wire.CloseCode;

/**
 * Bounds the memory of messages that are still coming in, over the sockets of one event loop. Where
 * they have more bytes together than allowed, the oldest ends: {@link CloseCode#TRY_LATER}. One
 * that takes too long ends too: {@link CloseCode#POLICY}.
 *
 * <p>Small ones end last, so a slow client with a short message is not disturbed by others with
 * large ones.
 */
final class UnfinishedMessages {
  /** The size of an ordinary message. */
  private static final int SMALL_BYTES = 4096;

  private static final int TICKS = 10;

  private final Vertx vertx;
  private final long mostBytes;
  private final long tickMillis;
  private final Set<Unfinished> small = new LinkedHashSet<>();
  private final Set<Unfinished> large = new LinkedHashSet<>();
  private long bytes;
  private boolean ticking;

  UnfinishedMessages(Vertx vertx, HttpSettings.Unfinished settings) {
    this.vertx = vertx;
    this.mostBytes = settings.bytes();
    this.tickMillis = Math.max(1, settings.patience().toMillis() / TICKS);
  }

  /**
   * A socket has opened.
   *
   * @param end has to let go of all that is unfinished before it returns
   */
  Unfinished opened(Handler<CloseCode> end) {
    return new Unfinished(end);
  }

  /** The bytes of all of them. */
  long bytes() {
    return bytes;
  }

  /** The message of one socket that is not whole. */
  final class Unfinished {
    private final Handler<CloseCode> end;
    private int frame;
    private int fragments;
    private int ticks;
    private boolean suspended;

    private Unfinished(Handler<CloseCode> end) {
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

    /** While the server does not read, time is not held against the client. */
    void suspended(boolean now) {
      suspended = now;
      ticks = 0;
    }

    /** The socket is gone. */
    void left() {
      change(0, 0);
    }

    private void change(int nowFrame, int nowFragments) {
      int before = frame + fragments;
      frame = nowFrame;
      fragments = nowFragments;
      bytes += frame + fragments - before;
      sort(before);
    }

    private void sort(int before) {
      int now = frame + fragments;
      if (now == 0) {
        small.remove(this);
        large.remove(this);
        ticks = 0;
      } else if (now > SMALL_BYTES && before <= SMALL_BYTES) {
        small.remove(this);
        large.add(this);
      } else if (before == 0) {
        small.add(this);
      }
      if (now > before) {
        keepWithinBounds();
      }
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
    while (bytes > mostBytes) {
      (large.isEmpty() ? small : large).iterator().next().end(CloseCode.TRY_LATER);
    }
    if (!ticking && !(small.isEmpty() && large.isEmpty())) {
      ticking = true;
      vertx.setTimer(tickMillis, due -> tick());
    }
  }

  /** Not by the clock: after a standstill of the server all of them would be late at once. */
  private void tick() {
    List<Unfinished> late =
        Stream.of(small, large).flatMap(Set::stream).filter(Unfinished::isLate).toList();
    late.forEach(each -> each.end(CloseCode.POLICY));
    ticking = false;
    keepWithinBounds();
  }
}
