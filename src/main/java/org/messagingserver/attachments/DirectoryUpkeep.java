package org.messagingserver.attachments;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.messagingserver.attachments.AttachmentFiles.Entry;
import org.messagingserver.attachments.SpaceLedger.Claim;

/**
 * Keeps a directory true: what has expired goes, offers that nobody took up are let go of, what
 * broken puts left is removed, and what other nodes put into it is counted.
 */
final class DirectoryUpkeep {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.attachments");
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /** A directory of one node is counted at the start, and then only to be sure. */
  private static final int INTERVALS_OF_ONE_NODE = 60;

  /** Longer than any put goes without a byte: then it is a dead node's. */
  private static final Duration DEAD = Duration.ofHours(1);

  /** Left to others on the disk, such as an embedded database: this part, or this much. */
  private static final int PART_OF_DISK = 20;

  private static final long ENOUGH_OF_DISK = 1L << 30;

  private final Vertx vertx;
  private final BlockingFileTasks tasks;
  private final AttachmentSettings settings;
  private final AttachmentFiles files;
  private final SpaceLedger ledger;
  private final InstantSource clock;
  private final FileStore disk;
  private final List<FileChannel> locks = new ArrayList<>();
  private final PutAttempts attempts = new PutAttempts();
  private long timer;
  private int intervals;

  private DirectoryUpkeep(
      Vertx vertx,
      BlockingFileTasks tasks,
      AttachmentSettings settings,
      AttachmentFiles files,
      SpaceLedger ledger,
      InstantSource clock)
      throws IOException {
    this.vertx = vertx;
    this.tasks = tasks;
    this.settings = settings;
    this.files = files;
    this.ledger = ledger;
    this.clock = clock;
    this.disk = Files.getFileStore(settings.directory());
  }

  /** Blocks. */
  static DirectoryUpkeep open(
      Vertx vertx,
      BlockingFileTasks tasks,
      AttachmentSettings settings,
      SpaceLedger ledger,
      InstantSource clock) {
    try {
      AttachmentFiles files = AttachmentFiles.in(settings.directory());
      DirectoryUpkeep upkeep = new DirectoryUpkeep(vertx, tasks, settings, files, ledger, clock);
      upkeep.start();
      return upkeep;
    } catch (IOException | RuntimeException failure) {
      throw unusable(settings, failure);
    }
  }

  private static RuntimeException unusable(AttachmentSettings settings, Exception failure) {
    return failure instanceof AttachmentDirectoryException known
        ? known
        : new AttachmentDirectoryException(
            "attachments.directory %s: cannot be used (%s)"
                .formatted(settings.directory(), failure.getClass().getSimpleName()));
  }

  private void start() throws IOException {
    if (!settings.shared()) {
      lock();
    }
    try {
      tidy(settings.shared() ? DEAD : Duration.ZERO);
    } catch (IOException | RuntimeException failure) {
      unlock();
      throw failure;
    }
    timer =
        vertx.setPeriodic(INTERVAL.toMillis(), due -> tasks.run(this::tidyAgain).otherwiseEmpty());
  }

  private void lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            settings.directory().resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    locks.add(channel);
    if (!isLocked(channel)) {
      unlock();
      throw new AttachmentDirectoryException(
          ("attachments.directory %s: in use by another server; nodes of a cluster need"
                  + " attachments.shared")
              .formatted(settings.directory()));
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  private void unlock() throws IOException {
    for (FileChannel lock : locks) {
      lock.close();
    }
  }

  AttachmentFiles files() {
    return files;
  }

  private synchronized Void tidyAgain() throws IOException {
    intervals++;
    if (settings.shared() || intervals % INTERVALS_OF_ONE_NODE == 0) {
      tidy(DEAD);
    } else {
      letGo();
    }
    return null;
  }

  private void tidy(Duration untouched) throws IOException {
    long deleted = files.deleteBefore(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    if (deleted > 0) {
      LOG.log(System.Logger.Level.INFO, "{0} attachments had expired and are deleted", deleted);
    }
    letGo();
    ledger.surveyBegins();
    ledger.surveyed(files.cost());
    files.forEachIncoming(entry -> deleteIfDead(entry, untouched));
  }

  private void deleteIfDead(Entry entry, Duration untouched) throws IOException {
    if (isDead(entry, untouched)) {
      Files.deleteIfExists(entry.file());
      ledger.release(entry.file().getFileName().toString());
    } else {
      count(entry, SpaceLedger.OPEN);
    }
  }

  /** Of other nodes alone: those of this one are counted already. */
  private void count(Entry entry, long endsAt) {
    if (settings.shared()) {
      Claim claim = new Claim(SpaceLedger.cost(entry.bytes()), 0, endsAt);
      ledger.note(entry.file().getFileName().toString(), claim);
    }
  }

  private boolean isDead(Entry entry, Duration untouched) throws IOException {
    try {
      Instant touched = Files.getLastModifiedTime(entry.file()).toInstant();
      boolean untouchedForLong = !touched.isAfter(clock.instant().minus(untouched));
      return untouched.isZero() || (!attempts.areRunning(entry.name()) && untouchedForLong);
    } catch (NoSuchFileException gone) {
      return true;
    }
  }

  /** Offers that are over, and those of other nodes or before a restart that are not. */
  private void letGo() throws IOException {
    long now = clock.instant().getEpochSecond();
    ledger.expire(now);
    attempts.expire(now);
    files.forEachReservation(entry -> letGo(entry, now));
  }

  private void letGo(Entry entry, long now) throws IOException {
    long endsAt = Long.parseLong(entry.last());
    if (endsAt <= now) {
      Files.deleteIfExists(entry.file());
    } else if (!attempts.areRunning(entry.name())) {
      ledger.note(entry.name(), new Claim(SpaceLedger.cost(entry.bytes()), 0, endsAt));
    }
  }

  /** Whether the disk has more than this beside all that was promised, and its reserve. */
  boolean diskHasRoomFor(long cost) throws IOException {
    long reserve = Math.min(ENOUGH_OF_DISK, disk.getTotalSpace() / PART_OF_DISK);
    return disk.getUsableSpace() - ledger.claimed() - cost >= reserve;
  }

  /** The puts that have begun here. */
  PutAttempts attempts() {
    return attempts;
  }

  /** It has brought nothing, and may be tried again while the offer lasts. */
  void abandoned(String name, String claim, Claim offer) {
    attempts.end(name);
    ledger.release(claim);
    if (offer.endsAt() > clock.instant().getEpochSecond()) {
      ledger.note(name, offer);
    }
  }

  /** The offer has been taken up. One that stays behind ends by itself. */
  void forget(String name, UploadPermit permit) {
    try {
      files.release(name, permit.attachment().bytes(), permit.expiresAt());
    } catch (IOException stays) {
      LOG.log(System.Logger.Level.DEBUG, "an offer's file could not be deleted");
    }
  }

  Future<Void> close() {
    vertx.cancelTimer(timer);
    return tasks
        .<Void>runAlways(
            () -> {
              unlock();
              return null;
            })
        .otherwiseEmpty();
  }
}
