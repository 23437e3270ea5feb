package org.messagingserver.tools.localcluster;

/** Prints the log lines of all nodes, each after the number of its node. */
final class NodeScreen {
  private static final String[] COLOURS = {"36", "33", "32", "35", "34", "31", "96", "93", "92"};

  private final boolean coloured;

  NodeScreen(boolean coloured) {
    this.coloured = coloured;
  }

  /** Prints a log line of a node. */
  void nodeLine(int number, String line) {
    String prefix = number + " | ";
    String colour = COLOURS[(number - 1) % COLOURS.length];
    print((coloured ? "\u001b[" + colour + "m" + prefix + "\u001b[0m" : prefix) + line);
  }

  /** Prints a line of the command itself. */
  void message(String text) {
    print(text);
  }

  private static void print(String line) {
    System.out.println(line);
  }
}
