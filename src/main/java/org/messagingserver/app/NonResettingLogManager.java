package org.messagingserver.app;

import java.util.logging.LogManager;

/**
 * Logs to the very end. The JDK's own manager takes its handlers away in a shutdown hook of its
 * own, while ours still has things to say.
 */
public final class NonResettingLogManager extends LogManager {

  /** Does nothing; handlers here write through. */
  @Override
  public void reset() {}
}
