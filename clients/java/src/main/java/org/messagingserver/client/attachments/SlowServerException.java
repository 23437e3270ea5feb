package org.messagingserver.client.attachments;

import java.io.IOException;

/** The server moved less than a transfer needs; see {@link Pace}. */
final class SlowServerException extends IOException {
  private static final long serialVersionUID = 1;

  SlowServerException() {
    super("the server did nothing, or next to nothing, for a while");
  }
}
