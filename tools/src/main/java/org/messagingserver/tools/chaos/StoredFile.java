package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.IntFunction;

/**
 * A file of which clients have a link, whether or not it was uploaded.
 *
 * @param name in the history
 * @param fetch its content, from the node with this index
 */
record StoredFile(String name, IntFunction<Future<Buffer>> fetch) {}
