package org.messagingserver.protocol;

import java.util.Map;
import java.util.Set;

/**
 * Which of a user's devices a RequestPreKeys is about.
 *
 * @param known left out, unless their registrationIDs are named and have changed
 * @param registrationIds of the known devices; empty if they are not named
 * @param only the only devices asked for; empty if all are
 */
public record DeviceSelection(
    Set<DeviceId> known, Map<DeviceId, Integer> registrationIds, Set<DeviceId> only) {

  /** All devices but these. */
  public static DeviceSelection except(Set<DeviceId> known) {
    return new DeviceSelection(known, Map.of(), Set.of());
  }

  /** Whether a device is one of those asked for, known or not. */
  public boolean includes(DeviceId device) {
    return only.isEmpty() || only.contains(device);
  }

  /** Whether a known device has another registrationID than the one that was named. */
  public boolean hasChanged(DeviceId device, int registrationId) {
    Integer named = registrationIds.get(device);
    return named != null && named != registrationId;
  }

  /** The same with other known devices, whose registrationIDs do not matter any more. */
  public DeviceSelection withKnown(Set<DeviceId> devices) {
    return new DeviceSelection(devices, Map.of(), only);
  }

  /** Never reveals a deviceID. */
  @Override
  public String toString() {
    return "DeviceSelection[hidden]";
  }
}
