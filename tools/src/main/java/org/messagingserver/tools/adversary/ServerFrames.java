package org.messagingserver.tools.adversary;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

/** Finds the messages among the frames of a server, and passes over all others. */
final class ServerFrames implements Handler<Buffer> {
  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;
  private static final int HEAD = 2;

  private final Consumer<ServerMessage> onMessage;
  private Buffer buffered = Buffer.buffer();

  ServerFrames(Consumer<ServerMessage> onMessage) {
    this.onMessage = onMessage;
  }

  @Override
  public void handle(Buffer bytes) {
    buffered.appendBuffer(bytes);
    int at = 0;
    for (int end = end(at); end <= buffered.length(); end = end(at)) {
      message(at, end);
      at = end;
    }
    buffered = buffered.getBuffer(at, buffered.length());
  }

  /** Where a frame ends; behind all bytes while that is unknown. */
  private int end(int at) {
    if (buffered.length() < at + head(at)) {
      return Integer.MAX_VALUE;
    }
    int length = buffered.getByte(at + 1);
    int from = at + head(at);
    return switch (length) {
      case TWO_BYTES -> from + buffered.getUnsignedShort(at + HEAD);
      case EIGHT_BYTES -> from + (int) buffered.getLong(at + HEAD);
      default -> from + length;
    };
  }

  private int head(int at) {
    if (buffered.length() < at + HEAD) {
      return HEAD;
    }
    return switch (buffered.getByte(at + 1)) {
      case TWO_BYTES -> HEAD + Short.BYTES;
      case EIGHT_BYTES -> HEAD + Long.BYTES;
      default -> HEAD;
    };
  }

  private void message(int at, int end) {
    if (buffered.getUnsignedByte(at) == MalformedFrames.BINARY) {
      try {
        onMessage.accept(ServerMessageCodec.decode(buffered.getBuffer(at + head(at), end)));
      } catch (UndecodableFrameException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
