package org.messagingserver.tools.adversary;

import java.net.URI;
import org.messagingserver.protocol.Address;

/**
 * Whom hostile clients attack.
 *
 * @param device a registered one, which receives their messages, and whose user's keys they take
 * @param pushService is to receive pushes that nobody wants
 */
public record AttackTargets(URI server, Address device, URI pushService) {
  private static final URI NOWHERE = URI.create("https://192.0.2.1/");

  /** No push service: their endpoint is at an address that nobody has. */
  public static AttackTargets of(URI server, Address device) {
    return new AttackTargets(server, device, NOWHERE);
  }
}
