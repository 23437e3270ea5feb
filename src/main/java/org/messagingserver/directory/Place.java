package org.messagingserver.directory;

import java.util.UUID;

/**
 * An event loop of a node, where sockets end.
 *
 * @param node the node's id in Vert.x' cluster, which survives merges; zeros on a node by itself
 * @param loop a random id that no other event loop has
 */
public record Place(UUID node, long loop) {
  /** Where there is no cluster. */
  public static final UUID NO_CLUSTER = new UUID(0, 0);

  /** As the record's own would be, which costs every message several times more. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Place that && loop == that.loop && node.equals(that.node);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(loop);
  }
}
