package org.messagingserver.ratelimit;

import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/** Limits whose time a test lets pass. */
abstract class RequestLimits {
  static final String ALICE_HOME = "192.0.2.1";
  static final String BOB_HOME = "192.0.2.2";

  final Address carol = new Address(Identity.generate().userId(), new DeviceId(1));
}
