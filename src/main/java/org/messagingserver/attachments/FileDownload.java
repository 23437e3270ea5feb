package org.messagingserver.attachments;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An attachment that is read from its file, which may be deleted meanwhile. */
final class FileDownload implements Download.Open {
  private final BlockingFileTasks tasks;
  private final FileChannel channel;
  private final long length;

  FileDownload(BlockingFileTasks tasks, Path file) throws IOException {
    this.tasks = tasks;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.length = channel.size();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public Future<Buffer> read(long position, int most) {
    return tasks.run(() -> some(position, most));
  }

  private Buffer some(long position, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, length - position));
    if (channel.read(bytes, position) <= 0) {
      throw new EOFException("an attachment is shorter than it was");
    }
    return Buffer.buffer(bytes.position() == bytes.capacity() ? bytes.array() : read(bytes));
  }

  private static byte[] read(ByteBuffer bytes) {
    byte[] read = new byte[bytes.position()];
    bytes.flip().get(read);
    return read;
  }

  @Override
  public Future<Void> close() {
    return tasks
        .<Void>runAlways(
            () -> {
              channel.close();
              return null;
            })
        .otherwiseEmpty();
  }
}
