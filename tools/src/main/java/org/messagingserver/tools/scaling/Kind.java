package org.messagingserver.tools.scaling;

/**
 * Messages of one kind that one node sends to others.
 *
 * @param growth how the sum over all nodes grows with them, at the same load
 * @param messages in a second
 * @param bytes in a second
 */
public record Kind(String name, Growth growth, double messages, double bytes) {

  /** How the sum over all nodes grows with their number. */
  public enum Growth {
    /** It approaches a bound: a fixed number of nodes hears of each operation. */
    LOAD("the load alone"),
    /** Each node sends as much, however many there are. */
    NODES("nodes"),
    /** Each node sends to all others. */
    SQUARE("nodes²");

    private final String title;

    Growth(String title) {
      this.title = title;
    }

    /** In words. */
    public String title() {
      return title;
    }
  }
}
