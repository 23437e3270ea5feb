package org.messagingserver.client.attachments;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.messagingserver.client.Scheduler;

/** One GET, through a few redirects. It holds a segment, and reads no faster than the app does. */
final class DownloadAttempt implements HttpTransport.Listener {
  private static final int MAX_REDIRECTS = 3;

  /** Takes the segments, each when the one before was taken. */
  interface Receiver {
    /** How many bytes were taken, also by earlier attempts. */
    long received();

    /** The bytes of the whole, once an answer states those behind the received ones. */
    long total(long rest);

    /** Takes a whole segment, and calls back on the scheduler. */
    void take(byte[] segment, Runnable taken);

    /** Some more bytes of a segment have arrived. */
    void progress(long bytes);

    /** It may help to try again. */
    void broken(Throwable why);

    /** It does not help to try again. */
    void failed(AttachmentException why);
  }

  private final HttpTransport http;
  private final Duration timeout;
  private final Scheduler scheduler;
  private final Receiver receiver;
  private final Pace pace;
  private final SegmentBuffer held = new SegmentBuffer();
  private HttpTransport.Exchange exchange;
  private URI url;
  private long total;
  private int redirects;
  private boolean isTaking;
  private Throwable brokenBy;
  private boolean isOver;

  DownloadAttempt(
      HttpTransport http, Duration timeout, Scheduler scheduler, URI url, Receiver receiver) {
    this.http = http;
    this.timeout = timeout;
    this.scheduler = scheduler;
    this.url = url;
    this.receiver = receiver;
    this.pace = new Pace(scheduler, timeout, () -> failed(new SlowServerException()));
  }

  void begin() {
    long from = receiver.received();
    Map<String, String> range =
        from == 0
            ? Collections.emptyMap()
            : Collections.singletonMap("range", "bytes=" + from + "-");
    pace.start();
    exchange = http.begin(HttpRequest.get(url, range), timeout, scheduler, this);
  }

  @Override
  public void written(int bytes) {}

  @Override
  public void answered(int status, Map<String, String> headers) {
    AnswerHead head = new AnswerHead(status, headers);
    try {
      if (head.redirect().isPresent()) {
        follow(head.redirect().get());
      } else if (head.isTemporary()) {
        failed(new IllegalStateException("the server answered " + status));
      } else {
        total = receiver.total(head.length(receiver.received()));
        pace.start();
      }
    } catch (AttachmentException failure) {
      cancel();
      receiver.failed(failure);
    }
  }

  private void follow(String location) {
    exchange.cancel();
    if (++redirects > MAX_REDIRECTS) {
      throw AttachmentException.refused("the server redirected too often");
    }
    url = TransferUrl.named(location, url);
    begin();
  }

  @Override
  public void received(byte[] part) {
    pace.moved(part.length);
    held.add(part);
    next();
    receiver.progress(held.filled());
  }

  private void next() {
    long left = total - receiver.received();
    if (isTaking || isOver || !held.fill((int) Math.min(SegmentCipher.SEGMENT_BYTES, left))) {
      return;
    }
    isTaking = true;
    pace.stop();
    exchange.pause();
    receiver.take(held.take(), this::taken);
  }

  private void taken() {
    isTaking = false;
    if (isOver) {
      return;
    }
    if (brokenBy != null) {
      end(brokenBy);
      return;
    }
    next();
    if (!isTaking) {
      pace.start();
      exchange.resume();
    }
  }

  @Override
  public void ended() {
    failed(new IllegalStateException("the answer was shorter than its length"));
  }

  /** Time in which the app takes nothing is no standstill: no other attempt begins in it. */
  @Override
  public void failed(Throwable why) {
    if (isTaking) {
      brokenBy = why;
    } else {
      end(why);
    }
  }

  private void end(Throwable why) {
    if (!isOver) {
      cancel();
      receiver.broken(why);
    }
  }

  /** Ends the request; the receiver is not called any more. */
  void cancel() {
    isOver = true;
    pace.stop();
    exchange.cancel();
  }
}
