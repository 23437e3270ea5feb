package org.messagingserver.socket;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Optional;
import org.messagingserver.protocol.CloseCode;

/**
 * Puts the fragments of a message together, and refuses what is text or too large before it is
 * whole.
 */
final class FrameAssembler {
  private final int maxBytes;
  private Buffer fragments;

  FrameAssembler(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Why a frame is refused. */
  static final class RefusedFrameException extends Exception {
    private static final long serialVersionUID = 1;
    private final CloseCode code;

    RefusedFrameException(CloseCode code) {
      super(code.name(), null, false, false);
      this.code = code;
    }

    CloseCode code() {
      return code;
    }
  }

  /** The memory that fragments have. */
  int bytes() {
    return fragments == null ? 0 : ((BufferInternal) fragments).getByteBuf().capacity();
  }

  /** Forgets the fragments. */
  void clear() {
    fragments = null;
  }

  /** Takes a data frame; the message, where this frame completes one. */
  Optional<Buffer> add(WebSocketFrame frame) throws RefusedFrameException {
    if (frame.isText()) {
      throw new RefusedFrameException(CloseCode.NOT_BINARY);
    }
    Buffer data = frame.binaryData();
    int before = fragments == null ? 0 : fragments.length();
    if (before + data.length() > maxBytes) {
      throw new RefusedFrameException(CloseCode.TOO_LARGE);
    }
    Buffer message = fragments == null ? data : fragments.appendBuffer(data);
    fragments = frame.isFinal() ? null : message;
    return frame.isFinal() ? Optional.of(message) : Optional.empty();
  }
}
