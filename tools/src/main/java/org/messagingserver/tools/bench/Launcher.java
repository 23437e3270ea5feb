package org.messagingserver.tools.bench;

import java.io.IOException;

/** Starts a separate process for each call, and waits until it accepts clients. */
@FunctionalInterface
interface Launcher {
  ChildProcess launch() throws IOException;
}
