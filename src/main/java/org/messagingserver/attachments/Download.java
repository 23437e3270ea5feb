package org.messagingserver.attachments;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** An attachment that may be fetched. */
public sealed interface Download {

  /** From elsewhere, for a while. */
  record Redirect(String url) implements Download {
    /** Never shows the link. */
    @Override
    public String toString() {
      return "Redirect[hidden]";
    }
  }

  /** From here. One call at a time; the last is {@link #close}. */
  non-sealed interface Open extends Download {
    /** Of the whole attachment. */
    long length();

    /** Bytes from a position on, at least one and at most so many; fails at the end. */
    Future<Buffer> read(long position, int most);

    /** Completes in any case. */
    Future<Void> close();
  }
}
