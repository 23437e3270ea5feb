package org.messagingserver.tools.scaling;

/**
 * The machines of a deployment, and what work costs them as docs/performance.md has measured it.
 *
 * @param processors of a node
 * @param gib memory of a node
 * @param storeProcessors of Postgres
 */
public record Machines(double processors, double gib, double storeProcessors) {
  /** Those of an ordinary rack. */
  public static final Machines USUAL = new Machines(16, 64, 32);

  private static final double GIB = 1 << 30;

  /** The heap of a process, as the packages set it. */
  private static final double HEAP = 0.5;

  /** The garbage beside what lives. */
  private static final double ROOM = 1.5;

  /** A connection with TLS on JDK 25, without garbage, and both copies of its directory entry. */
  private static final double CONNECTION_BYTES = 20_000;

  private static final double LOGIN_MICROS = 610;

  /** At most: each of owner and backup, where nothing is gathered. */
  private static final double CALL_MICROS = 60;

  /** At both nodes together, one by one. */
  private static final double MESSAGE_MICROS = 49;

  private static final double STORE_LOGIN_MICROS = 90;

  /** Stored, read and deleted. */
  private static final double STORE_MESSAGE_MICROS = 30;

  /** At most, a thousand in a statement. */
  private static final double STORE_LOOK_MICROS = 15;

  private static final double MICROS = 1e6;

  /** The share of a node's heap that its connections take. */
  double heap(Load load, int nodes) {
    return load.sockets() / nodes * CONNECTION_BYTES * ROOM / (gib * GIB * HEAP);
  }

  /** The share of a node's processors that it needs in the busiest second. */
  double node(Load load, int nodes) {
    double calls =
        2 * load.loginsPerSecond()
            + load.sockets() / Operation.SWEEP_SECONDS
            + load.messagesPerSecond() * (load.live() / load.burst() + 1 - load.live());
    double micros =
        load.loginsPerSecond() * LOGIN_MICROS
            + calls * CALL_MICROS
            + load.messagesPerSecond() * MESSAGE_MICROS;
    return micros / MICROS / nodes / processors;
  }

  /** The share of Postgres' processors that all nodes need in the busiest second. */
  double store(Load load) {
    double micros =
        load.loginsPerSecond() * STORE_LOGIN_MICROS
            + load.storedPerSecond() * STORE_MESSAGE_MICROS
            + load.sockets() / Operation.SWEEP_SECONDS * STORE_LOOK_MICROS;
    return micros / MICROS / storeProcessors;
  }

  /** The share of a node's processors that an incident needs beside, while it lasts. */
  double node(Incident incident) {
    double micros =
        incident.logins() * LOGIN_MICROS + (incident.lookUps() + incident.changes()) * CALL_MICROS;
    return micros / MICROS / incident.seconds() / processors;
  }

  /** The share of Postgres' processors that an incident needs beside, while it lasts. */
  double store(Incident incident, int nodes) {
    double micros =
        incident.logins() * nodes * STORE_LOGIN_MICROS + incident.storeLooks() * STORE_LOOK_MICROS;
    return micros / MICROS / incident.seconds() / storeProcessors;
  }

  Machines withProcessors(double value) {
    return new Machines(value, gib, storeProcessors);
  }

  Machines withGib(double value) {
    return new Machines(processors, value, storeProcessors);
  }

  Machines withStoreProcessors(double value) {
    return new Machines(processors, gib, value);
  }
}
