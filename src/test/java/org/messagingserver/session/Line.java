package org.messagingserver.session;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

/** What a socket is to its Session: keeps all that the Session does to it. */
final class Line implements FrameSink {
  private static final long SOON_SECONDS = 30;

  private final BlockingQueue<Object> done = new LinkedBlockingQueue<>();
  private boolean writable = true;
  private boolean open = true;
  private volatile boolean hasRoom = true;

  @Override
  public void send(Buffer frame) {
    try {
      if (open) {
        done.add(ServerMessageCodec.decode(frame));
      }
    } catch (UndecodableFrameException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public boolean hasRoomForAnswer() {
    return hasRoom;
  }

  void hasRoom(boolean now) {
    hasRoom = now;
  }

  void writable(boolean now) {
    writable = now;
  }

  @Override
  public void setReadState(ReadState readState) {
    done.add(readState);
  }

  @Override
  public void probe(int bytesBefore) {}

  @Override
  public void close(CloseCode code) {
    open = false;
    done.add(code);
  }

  /** What was done next: a message, whether to read, or the code it was closed with. */
  Object next() {
    try {
      Object next = done.poll(SOON_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing was done");
      }
      return next;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** The next message; what is said of reading is passed over. */
  ServerMessage message() {
    Object next = next();
    while (next instanceof ReadState) {
      next = next();
    }
    return (ServerMessage) next;
  }

  boolean isQuiet() {
    return done.isEmpty();
  }
}
