package org.messagingserver.prekeys;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.identity.Address;

/**
 * The keys of one device, as taken for a stranger.
 *
 * @param oneTimePreKey committed as used; empty where none was left
 * @param low whether the device has few one-time keys left and should be told
 */
public record DeviceKeys(
    Address address, int registrationId, Buffer signedPreKey, Buffer oneTimePreKey, boolean low) {}
