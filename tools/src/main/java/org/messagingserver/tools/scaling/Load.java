package org.messagingserver.tools.scaling;

/**
 * A deployment and what its users do.
 *
 * @param devices all devices
 * @param online the share of them that is connected
 * @param logins logins of a device in a day
 * @param messages messages to a device in a day
 * @param live the share of messages whose recipient is connected
 * @param burst messages that one event loop sends to one recipient within seconds
 * @param siblings the share of logins of a device that has another socket
 * @param bytes of a sealed message
 * @param loops event loops of a node
 * @param peak the busiest second in relation to the day's average
 */
public record Load(
    double devices,
    double online,
    double logins,
    double messages,
    double live,
    double burst,
    double siblings,
    int bytes,
    int loops,
    double peak) {
  private static final int DAY_SECONDS = 86_400;

  /** A hundred million devices. */
  public static final Load USUAL = new Load(1e8, 0.1, 10, 50, 0.5, 3, 0.01, 1000, 8, 3);

  /** Devices that are connected. */
  public double sockets() {
    return devices * online;
  }

  /** Logins of all devices in the busiest second. */
  public double loginsPerSecond() {
    return devices * logins / DAY_SECONDS * peak;
  }

  /** Messages to all devices in the busiest second. */
  public double messagesPerSecond() {
    return devices * messages / DAY_SECONDS * peak;
  }

  /** Messages in the busiest second that are stored. */
  public double storedPerSecond() {
    return messagesPerSecond() * (1 - live);
  }

  Load withDevices(double value) {
    return new Load(value, online, logins, messages, live, burst, siblings, bytes, loops, peak);
  }

  Load withOnline(double value) {
    return new Load(devices, value, logins, messages, live, burst, siblings, bytes, loops, peak);
  }

  Load withLogins(double value) {
    return new Load(devices, online, value, messages, live, burst, siblings, bytes, loops, peak);
  }

  Load withMessages(double value) {
    return new Load(devices, online, logins, value, live, burst, siblings, bytes, loops, peak);
  }

  Load withLive(double value) {
    return new Load(devices, online, logins, messages, value, burst, siblings, bytes, loops, peak);
  }
}
