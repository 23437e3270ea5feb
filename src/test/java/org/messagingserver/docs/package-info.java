/**
 * Holds what the repository's Markdown says: that its links lead somewhere, that its tables are
 * those of the code, and that {@code docs/protocol.md} is what {@code proto/Messages.proto} says.
 */
package org.messagingserver.docs;
