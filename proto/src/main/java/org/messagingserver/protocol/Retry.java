package org.messagingserver.protocol;

/** Whether what was refused may succeed when it is tried again unchanged. */
public enum Retry {
  /** The same request would be refused again. */
  NO,
  /** The same request may succeed later; the asker still holds what it asked. */
  LATER
}
