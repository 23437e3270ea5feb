package org.messagingserver.tools.scaling;

import java.util.List;

/**
 * The work that an event of the cluster makes for each of its nodes, in all.
 *
 * @param seconds how long it takes; 0 if it takes as long as the nodes need
 * @param lookUps of the directory by one node
 * @param changes of the directory by one node
 * @param logins at one node
 * @param storeLooks mailboxes that all nodes together look at
 */
public record Incident(
    String name, double seconds, double lookUps, double changes, double logins, double storeLooks) {

  /**
   * Clients of a node that has gone connect again within this time, as ours do by their backoff.
   */
  static final double RECONNECT_SECONDS = 60;

  /** From the stop of a node until the next one stops. */
  private static final double RESTART_SECONDS = 120;

  /** Those that operators have to plan for. */
  public static List<Incident> all(Load load, int nodes) {
    double sockets = load.sockets();
    double perNode = sockets / nodes;
    double moved = perNode / (nodes - 1);
    double sweeps = Operation.HURRIED_SWEEPS;
    return List.of(
        new Incident(
            "a member comes or goes",
            sweeps * Operation.HURRIED_SWEEP_SECONDS,
            sweeps * perNode,
            0,
            0,
            sweeps * sockets),
        new Incident(
            "the clients of a dead node log in elsewhere",
            RECONNECT_SECONDS,
            0,
            moved,
            moved,
            perNode),
        new Incident("its places leave the directory, 30 s later", 0, 0, moved, 0, 0),
        new Incident(
            "a rolling restart",
            nodes * RESTART_SECONDS,
            2 * nodes * sweeps * perNode,
            2 * perNode,
            perNode,
            2 * nodes * sweeps * sockets + sockets),
        new Incident(
            "all clients come back at once", RECONNECT_SECONDS, 0, perNode, perNode, sockets));
  }
}
