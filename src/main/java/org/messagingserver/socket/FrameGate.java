package org.messagingserver.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Lets through one HTTP request and then only whole frames, so that all of a frame that is still
 * coming in is in one place, where it is counted and can be dropped. The decoder behind it never
 * waits for more.
 *
 * <p>Bytes behind the request wait until the connection is a WebSocket, and so does everything
 * while the socket is not read. Once the server closes, a {@link InputDiscarder} takes the gate's
 * place.
 */
final class FrameGate extends ChannelInboundHandlerAdapter {
  private static final int FRAMES_AT_ONCE = 32;

  private final RequestHead request = new RequestHead();
  private final int maxFrameBytes;
  private ChannelHandlerContext channel;
  private UnfinishedMessages.Unfinished unfinished;
  private InputDiscarder inputDiscarder;
  private ByteBuf held;
  private boolean requestIsWhole;

  /** Nothing goes on: before the handshake, or while the socket is not read. */
  private boolean paused;

  private boolean pauseRequested;
  private boolean broken;

  /** The connection becomes no WebSocket. */
  private boolean left;

  /** Of the body of its request, which have not come yet. */
  private long bodyBytes;

  private long droppedBytes;

  /** Not their bytes: that something has come is enough. */
  private long reads;

  FrameGate(int maxFrameBytes) {
    this.maxFrameBytes = maxFrameBytes;
  }

  /** Puts a gate in front of a connection that has just come. */
  static FrameGate of(HttpConnection connection, int maxFrameBytes) {
    FrameGate gate = new FrameGate(maxFrameBytes);
    ((HttpServerConnection) connection)
        .channelHandlerContext()
        .pipeline()
        .addBefore("httpDecoder", null, gate);
    return gate;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    channel = added;
  }

  /** The connection is a WebSocket from now on. */
  void open(UnfinishedMessages.Unfinished counted) {
    unfinished = counted;
    resumeWhenIdle();
  }

  /**
   * No frames follow the request. Lets its body through and nothing else: Vert.x keeps requests
   * that come before an answer has ended, and one takes more than its bytes.
   */
  void leave(long body) {
    left = true;
    bodyBytes = body;
    ByteBuf waiting = held;
    held = null;
    if (waiting != null) {
      passBody(waiting);
      channel.fireChannelReadComplete();
    }
  }

  private void passBody(ByteBuf bytes) {
    int some = (int) Math.min(bodyBytes, bytes.readableBytes());
    bodyBytes -= some;
    droppedBytes += bytes.readableBytes() - some;
    if (some > 0) {
      channel.fireChannelRead(bytes.readRetainedSlice(some));
    }
    bytes.release();
    if (droppedBytes > maxFrameBytes) {
      ChannelFuture unused = channel.close();
    }
  }

  /** How often something has come from the client, frames that are not whole yet included. */
  long reads() {
    return reads;
  }

  /** Reads no more, after what has been read already. */
  void pause() {
    pauseRequested = true;
    paused = true;
    channel.channel().config().setAutoRead(false);
  }

  /** Reads again, soon. */
  void resume() {
    pauseRequested = false;
    resumeWhenIdle();
  }

  private void resumeWhenIdle() {
    channel.executor().execute(this::resumeNow);
  }

  private void resumeNow() {
    if (inputDiscarder == null && !pauseRequested) {
      paused = false;
      channel.channel().config().setAutoRead(true);
      ByteBuf waiting = held;
      held = null;
      if (waiting != null) {
        route(waiting);
        count();
        // Vert.x keeps back what comes in the middle of a read.
        channel.fireChannelReadComplete();
      }
    }
  }

  /** The server closes: drops all messages, unfinished or not, and what comes from now on. */
  void close() {
    if (inputDiscarder == null) {
      pauseRequested = false;
      inputDiscarder = new InputDiscarder(channel, maxFrameBytes, broken, this::charge);
      channel.channel().config().setAutoRead(true);
      ByteBuf waiting = held;
      held = null;
      if (waiting != null) {
        dropped(waiting);
        inputDiscarder.discardUncharged(waiting);
      }
    }
  }

  /** The bytes are no frame: drops everything. */
  void closeBroken() {
    close();
    inputDiscarder.ignoreAll();
  }

  private void dropped(ByteBuf bytes) {
    boolean unused = charge(bytes.readableBytes());
  }

  private boolean charge(int bytes) {
    return unfinished == null || unfinished.dropped(bytes);
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object read) {
    reads++;
    ByteBuf bytes = (ByteBuf) read;
    if (requestIsWhole) {
      route(bytes);
    } else {
      passRequest(bytes);
    }
    count();
  }

  private void count() {
    if (unfinished != null && inputDiscarder == null) {
      unfinished.frame(held == null ? 0 : held.capacity());
    }
  }

  private void passRequest(ByteBuf bytes) {
    int end = request.end(bytes);
    requestIsWhole = end >= 0;
    if (!requestIsWhole || end == bytes.writerIndex()) {
      paused = requestIsWhole;
      channel.fireChannelRead(bytes);
    } else {
      paused = true;
      channel.fireChannelRead(bytes.readRetainedSlice(end - bytes.readerIndex()));
      route(bytes);
    }
  }

  private void route(ByteBuf bytes) {
    if (left) {
      passBody(bytes);
    } else if (inputDiscarder != null) {
      inputDiscarder.discard(bytes);
    } else if (broken) {
      pass(bytes);
    } else if (paused) {
      hold(bytes);
      limitHeld();
    } else {
      passFrames(bytes);
    }
  }

  /** At most one read is under way when reading ends; before that, no client may send so much. */
  private void limitHeld() {
    if (pauseRequested) {
      channel.channel().config().setAutoRead(false);
    } else if (held.readableBytes() > maxFrameBytes + HttpSettings.SMALLEST_FRAME) {
      ChannelFuture unused = channel.close();
    }
  }

  private void passFrames(ByteBuf bytes) {
    completeHeld(bytes);
    if (inputDiscarder != null || paused || broken) {
      route(bytes);
      return;
    }
    int whole = held == null ? wholeFrames(bytes) : 0;
    while (whole > 0 && whole < bytes.readableBytes()) {
      pass(bytes.readRetainedSlice(whole));
      if (inputDiscarder != null || paused || broken) {
        route(bytes);
        return;
      }
      whole = wholeFrames(bytes);
    }
    if (whole == bytes.readableBytes()) {
      pass(bytes);
    } else {
      hold(bytes);
    }
  }

  /** Adds to the frame that has begun what it still lacks. */
  private void completeHeld(ByteBuf bytes) {
    while (held != null && bytes.isReadable()) {
      long length = FrameHead.length(held, held.readerIndex(), maxFrameBytes);
      int missing = (int) Math.max(0, length - held.readableBytes());
      held.writeBytes(bytes, Math.min(missing, bytes.readableBytes()));
      passHeldIfWhole();
    }
  }

  private void passHeldIfWhole() {
    long length = FrameHead.length(held, held.readerIndex(), maxFrameBytes);
    broken = length == FrameHead.BROKEN;
    if (broken || length == held.readableBytes()) {
      ByteBuf frame = held;
      held = null;
      pass(frame);
    }
  }

  private void pass(ByteBuf frames) {
    if (frames.isReadable()) {
      if (broken) {
        dropped(frames);
      }
      channel.fireChannelRead(frames);
      unfinished.frameIsWhole();
    } else {
      frames.release();
    }
  }

  /**
   * How many bytes the next whole frames have, which are not many frames: what shuts this is in one
   * of them, and those behind it are held as bytes. All, where a frame is broken.
   */
  private int wholeFrames(ByteBuf bytes) {
    int at = bytes.readerIndex();
    for (int frames = 0; at < bytes.writerIndex() && frames < FRAMES_AT_ONCE; frames++) {
      long length = FrameHead.length(bytes, at, maxFrameBytes);
      broken = length == FrameHead.BROKEN;
      if (broken) {
        return bytes.readableBytes();
      }
      if (length > bytes.writerIndex() - at) {
        break;
      }
      at += (int) length;
    }
    return at - bytes.readerIndex();
  }

  private void hold(ByteBuf bytes) {
    if (held == null) {
      held = channel.alloc().buffer(bytes.readableBytes());
    }
    held.writeBytes(bytes);
    bytes.release();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    if (held != null) {
      dropped(held);
      held.release();
      held = null;
    }
    if (inputDiscarder != null) {
      inputDiscarder.release();
    }
  }
}
