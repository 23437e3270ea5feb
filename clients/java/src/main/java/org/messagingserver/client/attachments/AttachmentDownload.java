package org.messagingserver.client.attachments;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.attachments.AttachmentException.Problem;

/**
 * One download. When a connection breaks or stands still, it goes on behind the last whole segment,
 * at the next server, until nothing has come for {@code ClientTimeouts.send}. Time in which the app
 * takes nothing is no standstill.
 */
final class AttachmentDownload implements DownloadAttempt.Receiver {
  private final HttpTransport http;
  private final ClientOptions options;
  private final Scheduler scheduler;
  private final AttachmentLink link;
  private final ContentSink content;
  private final long maxBytes;
  private final TransferProgress progress;
  private final ContentDecryptor decryptor;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private DownloadAttempt attempt;
  private Scheduler.Timer retry = () -> {};
  private long received;
  private long total = -1;
  private int attempts;
  private int failures;
  private long lastProgress = System.nanoTime();
  private boolean isOver;

  AttachmentDownload(
      HttpTransport http,
      ClientOptions options,
      Scheduler scheduler,
      AttachmentLink link,
      ContentSink content,
      long maxBytes,
      TransferProgress progress) {
    this.http = http;
    this.options = options;
    this.scheduler = scheduler;
    this.link = link;
    this.content = content;
    this.maxBytes = Math.min(Math.max(0, maxBytes), ContentEncryptor.MAX_BYTES);
    this.progress = progress;
    this.decryptor = new ContentDecryptor(link.key(), this.maxBytes);
  }

  CompletableFuture<Void> run() {
    scheduler.execute(this::attempt);
    var unused = done.whenComplete((nothing, failure) -> scheduler.execute(this::end));
    return done;
  }

  private void attempt() {
    if (isOver) {
      return;
    }
    URI server = options.servers().get(attempts++ % options.servers().size());
    URI url = TransferUrl.named(link.path(), TransferUrl.origin(server));
    attempt = new DownloadAttempt(http, options.timeouts().request(), scheduler, url, this);
    attempt.begin();
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public long total(long rest) {
    if (rest > ContentEncryptor.encryptedBytes(maxBytes) - received) {
      throw AttachmentException.tooLarge();
    }
    if (rest == 0 || (total >= 0 && total != received + rest)) {
      throw AttachmentException.damaged(null);
    }
    total = received + rest;
    return total;
  }

  @Override
  public void take(byte[] segment, Runnable taken) {
    received += segment.length;
    try {
      write(decryptor.add(segment, received == total), taken);
    } catch (GeneralSecurityException damaged) {
      failed(AttachmentException.damaged(damaged));
    } catch (AttachmentException refused) {
      failed(refused);
    }
  }

  private void write(byte[] plain, Runnable taken) {
    AppCall.run(
        scheduler,
        () -> plain.length == 0 ? CompletableFuture.completedFuture(null) : content.write(plain),
        written -> written(taken),
        done::completeExceptionally);
  }

  private void written(Runnable taken) {
    failures = 0;
    lastProgress = System.nanoTime();
    if (received == total) {
      done.complete(null);
    } else {
      taken.run();
    }
  }

  @Override
  public void progress(long bytes) {
    if (!isOver) {
      progress.transferred(received + bytes, total);
    }
  }

  @Override
  public void failed(AttachmentException why) {
    done.completeExceptionally(why);
  }

  @Override
  public void broken(Throwable why) {
    Duration delay = delay(failures++);
    Duration idle = Duration.ofNanos(System.nanoTime() - lastProgress).plus(delay);
    if (idle.compareTo(options.timeouts().send()) > 0) {
      failed(
          new AttachmentException(
              Problem.INTERRUPTED, "the download was cut off, and did not go on", why));
    } else {
      retry = scheduler.schedule(delay, this::attempt);
    }
  }

  private Duration delay(int attempt) {
    ClientTimeouts timeouts = options.timeouts();
    long min = timeouts.backoffMin().toMillis();
    long full = Math.min(timeouts.backoffMax().toMillis(), min << Math.min(attempt, 20));
    return Duration.ofMillis(Math.max(1, ThreadLocalRandom.current().nextLong(full / 2, full + 1)));
  }

  /** Also when the app has cancelled the future. */
  private void end() {
    isOver = true;
    retry.cancel();
    if (attempt != null) {
      attempt.cancel();
    }
  }
}
