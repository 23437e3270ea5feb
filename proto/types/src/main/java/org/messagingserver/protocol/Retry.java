package org.messagingserver.protocol;

/** Whether a refused request may succeed when it is repeated unchanged. */
public enum Retry {
  /** The same request would be refused again. */
  NO,
  /** The same request may succeed later; the sender has to keep it until then. */
  LATER
}
