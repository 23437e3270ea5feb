package org.messagingserver.client.attachments;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.attachments.AttachmentException.Problem;

/**
 * One PUT: reads content no faster than the server takes it, and holds a segment or two besides
 * what the content gave at once.
 */
final class AttachmentPut implements HttpTransport.Listener {
  private static final byte[] NOTHING = {};

  private final ContentSource content;
  private final ContentEncryptor encryptor;
  private final Scheduler scheduler;
  private final TransferProgress progress;
  private final long total;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Pace pace;
  private HttpTransport.Exchange exchange;
  private byte[] part = NOTHING;
  private int at;
  private long written;
  private long unwritten;
  private boolean isReading;
  private boolean hasEnded;

  AttachmentPut(
      ContentSource content,
      ContentEncryptor encryptor,
      Scheduler scheduler,
      Duration timeout,
      long total,
      TransferProgress progress) {
    this.content = content;
    this.encryptor = encryptor;
    this.scheduler = scheduler;
    this.progress = progress;
    this.total = total;
    this.pace = new Pace(scheduler, timeout, () -> failed(new SlowServerException()));
  }

  /** Completes when the server has the attachment on its disk. */
  CompletableFuture<Void> run(HttpTransport http, HttpRequest request, Duration connectTimeout) {
    exchange = http.begin(request, connectTimeout, scheduler, this);
    go();
    return done;
  }

  /** Writes what there is room for, and then reads what is missing. */
  private void go() {
    try {
      while (!done.isDone() && hasRoom() && encryptNext()) {
        encryptor.complete().forEach(this::write);
      }
    } catch (GeneralSecurityException | IllegalArgumentException failure) {
      fail(failure);
    }
    if (!done.isDone() && !isReading && !hasEnded && at == part.length) {
      isReading = true;
      AppCall.run(scheduler, content::read, this::read, this::fail);
    }
  }

  private boolean hasRoom() {
    return unwritten < SegmentCipher.SEGMENT_BYTES;
  }

  /** Whether there is a whole segment to encrypt. */
  private boolean encryptNext() {
    if (hasEnded) {
      return !encryptor.isDone();
    }
    if (at < part.length) {
      at += encryptor.add(part, at);
    }
    return encryptor.isFull();
  }

  private void read(byte[] next) {
    isReading = false;
    part = next;
    at = 0;
    if (next.length == 0 && !done.isDone()) {
      hasEnded = true;
      try {
        encryptor.end();
      } catch (IllegalArgumentException tooShort) {
        fail(tooShort);
      }
    }
    go();
  }

  private void write(byte[] encrypted) {
    if (unwritten == 0) {
      pace.start();
    }
    unwritten += encrypted.length;
    exchange.write(encrypted);
  }

  @Override
  public void written(int bytes) {
    boolean isFirst = written == 0;
    written += bytes;
    unwritten -= bytes;
    pace.moved(bytes);
    if (isFirst || written == total) {
      // Until now it has connected; from now on, it sends, or waits for the answer.
      pace.start();
    } else if (unwritten == 0) {
      // The app reads slowly, not the server.
      pace.stop();
    }
    go();
    if (written < total) {
      progress.transferred(written, total);
    }
  }

  /** An answer that comes early is why the server took no more. */
  @Override
  public void answered(int status, Map<String, String> headers) {
    if (status / 100 != 2) {
      fail(
          new AttachmentException(
              status == 410 ? Problem.GONE : Problem.REFUSED, "the server answered " + status));
    } else if (!encryptor.isDone()) {
      fail(AttachmentException.refused("the server answered before it had the attachment"));
    } else {
      stop();
      progress.transferred(total, total);
      done.complete(null);
    }
  }

  @Override
  public void received(byte[] ignored) {}

  @Override
  public void ended() {}

  @Override
  public void failed(Throwable why) {
    fail(new AttachmentException(Problem.INTERRUPTED, "the upload was cut off", why));
  }

  private void fail(Throwable why) {
    stop();
    done.completeExceptionally(why);
  }

  private void stop() {
    pace.stop();
    exchange.cancel();
  }

  /** Ends it for the app, which has cancelled it. */
  void cancel() {
    stop();
    done.cancel(false);
  }
}
