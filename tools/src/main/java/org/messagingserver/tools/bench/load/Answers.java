package org.messagingserver.tools.bench.load;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

/** Tells a source of what comes, by its kind; an error or a lost socket spoils the measurement. */
record Answers(Source source, Listener listener) implements LeanSocket.Reader {

  /** Hears of a message with that payload. */
  interface Listener {
    void heard(int kind, Buffer bytes, int from, int to);
  }

  @Override
  public void message(Buffer bytes, int from, int to) {
    int kind = bytes.getByte(Envelope.payload(bytes, from));
    if (kind == Envelope.ERROR) {
      source.refused("the server has answered with " + error(bytes.getBuffer(from, to)));
    }
    listener.heard(kind, bytes, from, to);
  }

  private static String error(Buffer message) {
    try {
      return ServerMessageCodec.decode(message) instanceof ServerMessage.Failure failure
          ? failure.name()
          : "what is no error";
    } catch (UndecodableFrameException e) {
      return "what no server sends";
    }
  }

  @Override
  public void lost() {
    source.lost("the server has closed a socket");
  }
}
