package org.messagingserver.app.bench;

import java.io.IOException;

/** Starts a separate process for each call, and waits until it accepts clients. */
@FunctionalInterface
interface Launcher {
  Child launch() throws IOException;
}
