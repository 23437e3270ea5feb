package org.messagingserver.tools.bench.load;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

/**
 * Passes incoming messages to a source by their kind; an error or a lost socket invalidates the
 * measurement.
 */
record AnswerReader(LoadSource loadSource, Listener listener) implements LeanSocket.Reader {

  /** Receives a message with this kind of payload. */
  interface Listener {
    void answered(int kind, Buffer bytes, int from, int to);
  }

  @Override
  public void message(Buffer bytes, int from, int to) {
    int kind = bytes.getByte(Envelope.payload(bytes, from));
    if (kind == Envelope.ERROR) {
      loadSource.refused("the server has answered with " + error(bytes.getBuffer(from, to)));
    }
    listener.answered(kind, bytes, from, to);
  }

  private static String error(Buffer message) {
    try {
      return ServerMessageCodec.decode(message) instanceof ServerMessage.Failure failure
          ? failure.name()
          : "an invalid error";
    } catch (UndecodableFrameException e) {
      return "an undecodable error";
    }
  }

  @Override
  public void lost() {
    loadSource.lost("the server has closed a socket");
  }
}
