package org.messagingserver.tools.bench.load;

import io.vertx.core.buffer.Buffer;

/** Expects no message; a message invalidates the measurement. */
record NoopAwait(Meter meter) implements LeanSocket.Reader {
  @Override
  public void message(Buffer bytes, int from, int to) {
    meter.failed("the server has sent an unexpected message");
  }

  @Override
  public void lost() {
    meter.failed("the server has closed a socket");
  }
}
