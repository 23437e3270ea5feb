package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;

/**
 * The keys that a stranger needs to start a session with one device.
 *
 * @param oneTimePreKey handed out only once; empty if the device has none left
 */
public record PreKeyBundle(
    Address address, int registrationId, Buffer signedPreKey, Buffer oneTimePreKey) {

  /** Never shows the keys. */
  @Override
  public String toString() {
    return "PreKeyBundle[hidden]";
  }
}
