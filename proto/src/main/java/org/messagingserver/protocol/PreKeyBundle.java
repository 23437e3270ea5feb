package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;

/**
 * The keys that a stranger needs to start a session with one device.
 *
 * @param oneTimePreKey given to nobody else; empty where the device has none left
 */
public record PreKeyBundle(
    Address address, int registrationId, Buffer signedPreKey, Buffer oneTimePreKey) {

  /** Never shows the keys. */
  @Override
  public String toString() {
    return "PreKeyBundle[hidden]";
  }
}
