package org.messagingserver.tools.scaling;

import java.util.List;
import org.messagingserver.tools.scaling.Kind.Growth;

/**
 * Counts the messages from one node of several to the others in the busiest second, if users and
 * recipients are spread evenly. Calls of Hazelcast are counted one by one; under load the server
 * gathers those to one member, so this is the most.
 */
public final class Traffic {
  private static final int PROBE_EVENTS = 5;
  private static final double PEER_PING_SECONDS = 2;
  private static final double BUS_PING_SECONDS = 2;
  private static final double HEARTBEAT_SECONDS = 1;

  private final Load load;
  private final int nodes;

  /** That of a number of nodes, two at least. */
  public Traffic(Load load, int nodes) {
    this.load = load;
    this.nodes = nodes;
  }

  /** All kinds of it. */
  public List<Kind> kinds() {
    double logins = load.loginsPerSecond() / nodes;
    double messages = load.messagesPerSecond() / nodes;
    double live = messages * load.live();
    return List.of(
        calls("logins", logins * (1 - load.siblings()), Operation.LOGIN),
        calls("logins beside a sibling", logins * load.siblings(), Operation.SIBLING_LOGIN),
        calls("logouts", logins, Operation.LOGOUT),
        lookUps("look-ups for live recipients", live / load.burst()),
        deliveries("messages to live recipients", live),
        receipts("their receipts", live),
        calls("look-ups for absent recipients", messages - live, Operation.ABSENT_MESSAGE),
        calls("sweep", load.sockets() / nodes / Operation.SWEEP_SECONDS, Operation.SWEEP_OF_SOCKET),
        probes(),
        toAll("pings of nodes, and answers", 2 / PEER_PING_SECONDS),
        toAll("pings of connections, and answers", 2 / BUS_PING_SECONDS),
        toAll("heartbeats of members", 1 / HEARTBEAT_SECONDS));
  }

  /** The share of the nodes that are others: of what goes to anybody, so much leaves the node. */
  private double others() {
    return 1 - 1.0 / nodes;
  }

  /** The calls of an operation, and its events and receipts, where those have no content. */
  Kind calls(String name, double rate, Operation operation) {
    double lookUps = 2 * rate * operation.lookUps() * others();
    double changes = rate * operation.changes() * (2 * others() + 1 + others());
    double events = rate * (operation.events() + operation.receipts()) * others();
    return new Kind(
        name,
        Growth.LOAD,
        lookUps + changes + events,
        lookUps * Bytes.LOOK_UP
            + changes * Bytes.CHANGE
            + events * (Bytes.BUS_FRAME + Bytes.receipt()));
  }

  private Kind lookUps(String name, double rate) {
    double calls = 2 * rate * others() * Operation.FIRST_LIVE_MESSAGE.lookUps();
    return new Kind(name, Growth.LOAD, calls, calls * Bytes.LOOK_UP);
  }

  private Kind deliveries(String name, double rate) {
    double events = rate * others() * Operation.NEXT_LIVE_MESSAGE.events();
    return new Kind(
        name, Growth.LOAD, events, events * (Bytes.BUS_FRAME + Bytes.message(load.bytes())));
  }

  private Kind receipts(String name, double rate) {
    double events = rate * others() * Operation.NEXT_LIVE_MESSAGE.receipts();
    return new Kind(name, Growth.LOAD, events, events * (Bytes.BUS_FRAME + Bytes.receipt()));
  }

  private Kind probes() {
    double events = (double) load.loops() * PROBE_EVENTS / Operation.PROBE_SECONDS;
    return new Kind("probes of event loops", Growth.NODES, events, events * Bytes.PING);
  }

  private Kind toAll(String name, double perSecond) {
    double pings = (nodes - 1) * perSecond;
    return new Kind(name, Growth.SQUARE, pings, pings * Bytes.PING);
  }
}
