package org.messagingserver.attachments;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/** An attachment that may be fetched. */
public sealed interface Download {

  /** From elsewhere, for a while. */
  non-sealed interface Redirect extends Download {
    /** The link for requests of this method, GET or HEAD. */
    String url(HttpMethod method);
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
