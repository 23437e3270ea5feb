package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** A recipient's socket that is there, takes everything, and keeps it in its order. */
class TestSink implements MessageSink {
  final List<String> got = new ArrayList<>();
  boolean writable = true;

  @Override
  public int deliver(Buffer message) {
    got.add(message.toString());
    return got.size();
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public long source() {
    return 0;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void probe(int unackedBytes) {}

  @Override
  public void drained() {}

  @Override
  public void keysLow() {}

  @Override
  public void replaced() {
    got.add("replaced");
  }
}
