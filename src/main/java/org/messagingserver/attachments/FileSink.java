package org.messagingserver.attachments;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.messagingserver.attachments.AttachmentException.Reason;

/** An attachment that is being written to a separate file, and gets its place once it is whole. */
final class FileSink implements AttachmentSink {
  private final BlockingFileTasks tasks;
  private final AttachmentFiles files;
  private final Attachment attachment;
  private final Path place;
  private final Path incoming;
  private final FileChannel channel;
  private final Runnable onAbandoned;
  private final Runnable onKept;
  private long missing;
  private boolean over;

  /**
   * @param onAbandoned called once if it ends without a place
   * @param onKept called once if it gets its place
   */
  FileSink(
      BlockingFileTasks tasks,
      AttachmentFiles files,
      Attachment attachment,
      Path place,
      Path incoming,
      Runnable onAbandoned,
      Runnable onKept)
      throws IOException {
    this.tasks = tasks;
    this.files = files;
    this.attachment = attachment;
    this.place = place;
    this.incoming = incoming;
    this.channel = AttachmentFiles.create(incoming);
    this.onAbandoned = onAbandoned;
    this.onKept = onKept;
    this.missing = attachment.bytes();
  }

  @Override
  public Future<Void> write(Buffer bytes) {
    return tasks.run(() -> append(bytes));
  }

  private synchronized Void append(Buffer bytes) throws IOException {
    missing -= bytes.length();
    if (over || missing < 0) {
      throw new AttachmentException(Reason.WRONG_SIZE);
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes.getBytes());
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
    return null;
  }

  @Override
  public Future<Void> finish() {
    return tasks
        .<Void>run(this::keep)
        .recover(failure -> abandon().transform(gone -> Future.failedFuture(failure)));
  }

  private synchronized Void keep() throws IOException {
    if (over || missing != 0) {
      throw new AttachmentException(Reason.WRONG_SIZE);
    }
    channel.force(true);
    channel.close();
    try {
      files.keep(incoming, place, attachment.day());
    } catch (FileAlreadyExistsException first) {
      throw new AttachmentException(Reason.ALREADY_THERE);
    }
    over = true;
    onKept.run();
    return null;
  }

  @Override
  public Future<Void> abandon() {
    return tasks.runAlways(this::discard).otherwiseEmpty();
  }

  private synchronized Void discard() throws IOException {
    if (!over) {
      over = true;
      try {
        channel.close();
        Files.deleteIfExists(incoming);
      } finally {
        onAbandoned.run();
      }
    }
    return null;
  }
}
