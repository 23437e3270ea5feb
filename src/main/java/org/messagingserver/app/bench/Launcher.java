package org.messagingserver.app.bench;

import java.io.IOException;

/** Starts a process of its own for each call, and waits until it takes clients. */
@FunctionalInterface
interface Launcher {
  Child launch() throws IOException;
}
