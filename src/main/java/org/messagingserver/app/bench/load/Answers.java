package org.messagingserver.app.bench.load;

import io.vertx.core.buffer.Buffer;

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
      source.meter().failed("the server has answered with an error");
    }
    listener.heard(kind, bytes, from, to);
  }

  @Override
  public void lost() {
    source.meter().failed("the server has closed a socket");
  }
}
