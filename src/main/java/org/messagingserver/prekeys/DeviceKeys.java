package org.messagingserver.prekeys;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.Address;

/**
 * The keys of one device, as taken for a stranger.
 *
 * @param oneTimePreKey committed as used; empty where none was left
 * @param few whether the device may have fewer one-time keys left than it should; {@link
 *     PreKeys#isLow} knows
 * @param admitted whether the asker's delivery token is one of the device's
 */
public record DeviceKeys(
    Address address,
    int registrationId,
    Buffer signedPreKey,
    Buffer oneTimePreKey,
    boolean few,
    boolean admitted) {
  /** Whether a one-time key was taken. */
  public boolean hasOneTimePreKey() {
    return oneTimePreKey.length() > 0;
  }
}
