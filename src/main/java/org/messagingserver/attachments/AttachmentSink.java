package org.messagingserver.attachments;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** An attachment that is coming in. One call at a time; the last is to end it. */
public interface AttachmentSink {
  /** Completes when the bytes are written; fails with {@link AttachmentException}. */
  Future<Void> write(Buffer bytes);

  /**
   * Completes when the attachment can be fetched, also after a crash; fails with {@link
   * AttachmentException}, and leaves nothing then.
   */
  Future<Void> finish();

  /** Leaves nothing of it. Completes in any case. */
  Future<Void> abandon();
}
