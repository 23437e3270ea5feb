package org.messagingserver.tools.bench.load;

import io.vertx.core.buffer.Buffer;

/** Awaits nothing. */
record NoopAwait(Meter meter) implements LeanSocket.Reader {
  @Override
  public void message(Buffer bytes, int from, int to) {
    meter.failed("the server has sent something unasked");
  }

  @Override
  public void lost() {
    meter.failed("the server has closed a socket");
  }
}
