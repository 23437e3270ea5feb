package org.messagingserver.tools.localcluster;

/** Shows the lines of all nodes, each behind its number. */
final class NodeScreen {
  private static final String[] COLOURS = {"36", "33", "32", "35", "34", "31", "96", "93", "92"};

  private final boolean coloured;

  NodeScreen(boolean coloured) {
    this.coloured = coloured;
  }

  /** Log lines of a node. */
  void node(int number, String line) {
    String prefix = number + " | ";
    String colour = COLOURS[(number - 1) % COLOURS.length];
    show((coloured ? "\u001b[" + colour + "m" + prefix + "\u001b[0m" : prefix) + line);
  }

  /** Shows a line of the command itself. */
  void say(String text) {
    show(text);
  }

  private static void show(String line) {
    System.out.println(line);
  }
}
